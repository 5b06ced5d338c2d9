# from the days of PyTorch 0.2
import torch
from torch.autograd import Variable

tensor = torch.FloatTensor([[1, 2], [3, 4]])
variable = Variable(tensor, requires_grad=True)
print(tensor)
print(variable)

t_out = torch.mean(tensor * tensor)       # x^2
v_out = torch.mean(variable * variable)   # x^2
print(t_out)
print(v_out)

v_out.backward()    # backpropagation from v_out
# v_out = 1/4 * sum(variable*variable)
# the gradients w.r.t the variable, d(v_out)/d(variable) = 1/4*2*variable = variable/2
print(variable.grad)

print(variable)               # this is data in variable format
print(variable.data)          # this is data in tensor format
print(variable.data.numpy())  # numpy format

x = Variable(torch.ones(2), requires_grad=True)
z = 4 * x * x
y = z.norm()
print(y)
y.backward()
print(x.grad)
torch.autograd.backward([(x ** 3).sum()])
print(x.grad.data)

m = Variable(torch.FloatTensor([[2, 3]]), requires_grad=True)
n = Variable(torch.zeros(1, 2))
n[0, 0] = m[0, 0] ** 2
n[0, 1] = m[0, 1] ** 3
n.backward(torch.ones_like(n))
print(m.grad)

# the jacobian, one row after the other
j = torch.zeros(2, 2)
k = Variable(torch.zeros(2))
m.grad.data.zero_()
k[0] = m[0, 0] ** 2 + 3 * m[0, 1]
k[1] = m[0, 1] ** 2 + 2 * m[0, 0]
k.backward(torch.FloatTensor([1, 0]), retain_graph=True)
j[:, 0] = m.grad.data
m.grad.data.zero_()
k.backward(torch.FloatTensor([0, 1]))
j[:, 1] = m.grad.data
print(j)
