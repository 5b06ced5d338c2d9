import torch

# .data 和 .detach() 的区别
a = torch.tensor([1, 2, 3.], requires_grad=True)
out = a.sigmoid()
print(out)
c = out.data        # 老写法，不安全
c.zero_()
print(c)
print(out)          # out 也被改了
out.sum().backward()
print(a.grad)       # 结果是错的，但不报错！

a = torch.tensor([1, 2, 3.], requires_grad=True)
out = a.sigmoid()
c = out.detach()    # 安全：会报错
c.zero_()
try:
    out.sum().backward()
except RuntimeError as e:
    print('报错了:', 'inplace operation' in str(e))
print(a.grad)

# 换一种方式更新
a.data.add_(1)
print(a, a.requires_grad)
a.data = torch.zeros(3)
print(a)
