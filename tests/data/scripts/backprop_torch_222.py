# Two inputs, two hidden units, two outputs: eight weights, each one a tensor of its own (no bias)
import torch

in1, in2 = torch.Tensor([0.4]), torch.Tensor([0.9])
want1, want2 = torch.Tensor([0.15]), torch.Tensor([-0.2])
print("inputs:", in1, in2, "targets:", want1, want2)

w1, w2, w3, w4 = torch.Tensor([0.3]), torch.Tensor([-0.1]), torch.Tensor([0.7]), torch.Tensor([0.2])
w5, w6, w7, w8 = torch.Tensor([0.6]), torch.Tensor([-0.4]), torch.Tensor([-0.2]), torch.Tensor(
    [0.5])
w1.requires_grad = True
w2.requires_grad = True
w3.requires_grad = True
w4.requires_grad = True
w5.requires_grad = True
w6.requires_grad = True
w7.requires_grad = True
w8.requires_grad = True


def forward(a, b):
    h1 = torch.sigmoid(w1 * a + w3 * b)
    h2 = torch.sigmoid(w2 * a + w4 * b)
    o1 = torch.sigmoid(w5 * h1 + w7 * h2)
    o2 = torch.sigmoid(w6 * h1 + w8 * h2)
    return o1, o2


def squared_error(a, b, t1, t2):
    o1, o2 = forward(a, b)
    loss = (1 / 2) * (o1 - t1) ** 2 + (1 / 2) * (o2 - t2) ** 2
    print("\tloss =", loss.item())
    return loss


def update(step):
    for w in [w1, w2, w3, w4, w5, w6, w7, w8]:
        w.data = w.data - step * w.grad.data
        w.grad.data.zero_()


if __name__ == "__main__":
    print("first layer before:", w1.data, w2.data, w3.data, w4.data)
    for i in range(8):
        print("--- round " + str(i) + " ---")
        L = squared_error(in1, in2, want1, want2)
        L.backward()
        print("\tgradients:", round(w1.grad.item(), 3), round(w2.grad.item(), 3), round(w3.grad.item(), 3),
              round(w4.grad.item(), 3), round(w5.grad.item(), 3), round(w8.grad.item(), 3))
        update(1)
    print("all weights after:", w1.data, w2.data, w3.data, w4.data, w5.data, w6.data, w7.data, w8.data)
