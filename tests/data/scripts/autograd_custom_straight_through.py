# Custom autograd.Functions: straight-through rounding, gradient reversal, a checked cube
import torch
from torch.autograd import Function, gradcheck


class RoundSTE(Function):
    @staticmethod
    def forward(ctx, x):
        return torch.round(x)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output


class GradReverse(Function):
    @staticmethod
    def forward(ctx, x, alpha: float):
        ctx.alpha = alpha
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output.neg() * ctx.alpha, None


class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        result = x ** 3
        ctx.save_for_backward(x)
        return result

    @staticmethod
    def backward(ctx, grad_output):
        x, = ctx.saved_tensors
        return grad_output * 3 * x ** 2 if ctx.needs_input_grad[0] else None


cube = Cube.apply
x = torch.tensor([0.2, 1.7, -2.4], requires_grad=True)
y = RoundSTE.apply(x)
(y * torch.tensor([1., 2., 3.])).sum().backward()
print(y, x.grad)

x.grad.zero_()
GradReverse.apply(x, 0.5).sum().backward()
print(x.grad)

v = torch.randn(4, dtype=torch.double, requires_grad=True)
print("gradcheck:", gradcheck(cube, (v,), eps=1e-6, atol=1e-4))
x.grad = None
cube(x).sum().backward()
print(x.grad, torch.equal(x.grad, 3 * x.detach() ** 2))
