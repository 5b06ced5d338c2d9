# 损失函数大全
import torch
import torch.nn as nn
import torch.nn.functional as F

预测 = torch.tensor([[0.5, 1.5], [2.0, -1.0]], requires_grad=True)
目标 = torch.tensor([[1.0, 1.0], [0.0, 0.0]])
回归 = {
    'L1': nn.L1Loss(), 'MSE': nn.MSELoss(), 'SmoothL1': nn.SmoothL1Loss(), 'Huber': nn.HuberLoss(delta=0.7),
    'MSE-sum': nn.MSELoss(reduction='sum'), 'SmoothL1-beta': nn.SmoothL1Loss(beta=0.5),
}
for 名称, 损失 in 回归.items():
    值 = 损失(预测, 目标)
    值.backward()
    print('{:<14}{:.6f}  梯度 {}'.format(名称, 值.item(), 预测.grad.tolist()))
    预测.grad = None

# 二分类
logits = torch.tensor([0.3, -1.2, 2.0], requires_grad=True)
y = torch.tensor([1., 0., 1.])
a = nn.BCELoss()(torch.sigmoid(logits), y)
b = nn.BCEWithLogitsLoss()(logits, y)
c = F.binary_cross_entropy_with_logits(logits, y, pos_weight=torch.tensor(2.0))
print(a, b, c)
print(F.soft_margin_loss(logits, 2 * y - 1), F.hinge_embedding_loss(logits, 2 * y - 1))

# 多分类
分数 = torch.tensor([[1., 2., 3.], [3., 1., 0.]], requires_grad=True)
类别 = torch.tensor([2, 1])
ce = nn.CrossEntropyLoss()(分数, 类别)
nll = nn.NLLLoss()(F.log_softmax(分数, dim=1), 类别)
手写 = -(分数.softmax(1)[torch.arange(2), 类别]).log().mean()
print(ce, nll, 手写)
print(nn.CrossEntropyLoss(weight=torch.tensor([1., 2., 0.5]))(分数, 类别), nn.CrossEntropyLoss(reduction='none')(分数, 类别))
print(F.cross_entropy(分数, 类别, ignore_index=1), F.cross_entropy(分数, F.one_hot(类别, 3).float()))
ce.backward()
print(分数.grad, 分数.softmax(1).detach() - F.one_hot(类别, 3))

# KL 散度
p = torch.tensor([[0.2, 0.3, 0.5]]); q = torch.tensor([[0.1, 0.6, 0.3]])
print(nn.KLDivLoss(reduction='batchmean')(q.log(), p), (p * (p / q).log()).sum(), F.kl_div(q.log(), p, reduction='sum'))
print(F.cosine_embedding_loss(torch.ones(1, 3), p, torch.tensor([1.])), nn.MarginRankingLoss(margin=0.1)(p, q, torch.ones(1, 3)))
print(nn.TripletMarginLoss(margin=1.0)(p, q, p + 1), F.multi_margin_loss(分数, 类别), nn.PoissonNLLLoss()(p, q))
