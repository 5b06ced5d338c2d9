import torch
from torch import nn
from torch.autograd import Function

# a linear layer with its own gradient, inside a Module
class LinearFunction(Function):

    @staticmethod
    def forward(ctx, input, weight, bias=None):
        ctx.save_for_backward(input, weight, bias)
        output = input.mm(weight.t())
        if bias is not None:
            output += bias.unsqueeze(0).expand_as(output)
        return output

    @staticmethod
    def backward(ctx, grad_output):
        input, weight, bias = ctx.saved_tensors
        grad_input = grad_weight = grad_bias = None
        if ctx.needs_input_grad[0]:
            grad_input = grad_output.mm(weight)
        if ctx.needs_input_grad[1]:
            grad_weight = grad_output.t().mm(input)
        if bias is not None and ctx.needs_input_grad[2]:
            grad_bias = grad_output.sum(0)
        return grad_input, grad_weight, grad_bias


class Linear(nn.Module):
    def __init__(self, input_features, output_features, bias=True):
        super(Linear, self).__init__()
        self.input_features = input_features
        self.output_features = output_features
        self.weight = nn.Parameter(torch.Tensor(output_features, input_features))
        if bias:
            self.bias = nn.Parameter(torch.Tensor(output_features))
        else:
            self.register_parameter('bias', None)
        # Not a very smart way to initialize weights
        self.weight.data.uniform_(-0.1, 0.1)
        if self.bias is not None:
            self.bias.data.uniform_(-0.1, 0.1)

    def forward(self, input):
        return LinearFunction.apply(input, self.weight, self.bias)

    def extra_repr(self):
        return 'in_features={}, out_features={}, bias={}'.format(
            self.input_features, self.output_features, self.bias is not None)


layer = Linear(3, 2)
print(layer)
x = torch.randn(4, 3)
out = layer(x)
out.pow(2).sum().backward()
mine = layer.weight.grad.clone()
layer.zero_grad()
nn.functional.linear(x, layer.weight, layer.bias).pow(2).sum().backward()
print(torch.allclose(mine, layer.weight.grad))
print(layer.bias.grad)
net = nn.Sequential(Linear(3, 4, bias=False), nn.ReLU(), Linear(4, 1))
net(x).sum().backward()
print(net)
print([p.grad.abs().sum().item() > 0 for p in net.parameters()])
