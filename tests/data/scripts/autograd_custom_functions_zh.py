# 自定义 autograd.Function：指数、乘加、直通估计
import torch
from torch.autograd import Function


class Exp(Function):
    @staticmethod
    def forward(ctx, i):
        result = i.exp()
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx, grad_output):
        result, = ctx.saved_tensors
        return grad_output * result


class MultiplyAdd(Function):
    @staticmethod
    def forward(ctx, w, x, b):
        ctx.save_for_backward(w, x)
        output = w * x + b
        return output

    @staticmethod
    def backward(ctx, grad_output):
        w, x = ctx.saved_tensors
        print('反向: 上游梯度 =', grad_output)
        grad_w = grad_output * x
        grad_x = grad_output * w
        grad_b = grad_output * 1
        return grad_w, grad_x, grad_b


class Round(Function):
    @staticmethod
    def forward(ctx, x, scale):
        ctx.scale = scale
        return torch.round(x * scale) / scale

    @staticmethod
    def backward(ctx, g):
        return g, None      # 第二个输入不是张量


x = torch.tensor([0., 1.], requires_grad=True)
Exp.apply(x).sum().backward()
print(x.grad)

x = torch.ones(1)
w = torch.rand(1, requires_grad=True)
b = torch.rand(1, requires_grad=True)
z = MultiplyAdd.apply(w, x, b)
z.backward()
print(x.requires_grad, w.grad, b.grad)

q = torch.tensor([0.13, 0.77], requires_grad=True)
r = Round.apply(q, 10)
print(r)
(r ** 2).sum().backward()
print(q.grad)
