# Logistic regression without nn, two clouds of points
import torch
import matplotlib.pyplot as plt

torch.manual_seed(10)

lr = 0.05

sample_nums = 50
mean_value = 1.7
bias = 1
n_data = torch.ones(sample_nums, 2)
x0 = torch.normal(mean_value * n_data, 1) + bias      # class 0
y0 = torch.zeros(sample_nums)
x1 = torch.normal(-mean_value * n_data, 1) + bias     # class 1
y1 = torch.ones(sample_nums)
train_x = torch.cat((x0, x1), 0)
train_y = torch.cat((y0, y1), 0)

w = torch.zeros(2, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)

for iteration in range(1, 101):
    logits = train_x.mm(w) + b
    p = 1 / (1 + torch.exp(-logits.squeeze()))
    loss = -(train_y * torch.log(p + 1e-7) + (1 - train_y) * torch.log(1 - p + 1e-7)).mean()
    loss.backward()
    b.data.sub_(lr * b.grad)
    w.data.sub_(lr * w.grad)
    b.grad.data.zero_()
    w.grad.data.zero_()

    if iteration % 25 == 0:
        mask = p.ge(0.5).float().squeeze()
        correct = (mask == train_y).sum()
        acc = correct.item() / train_y.size(0)
        print("Iteration: {} Loss: {:.4f} Acc: {:.2%}".format(iteration, loss.data.numpy(), acc))
        plt.scatter(x0.data.numpy()[:, 0], x0.data.numpy()[:, 1], c='r', label='class 0')
        plt.scatter(x1.data.numpy()[:, 0], x1.data.numpy()[:, 1], c='b', label='class 1')
        w0, w1 = w[0].item(), w[1].item()
        plt.text(-5, 5, 'Loss=%.4f' % loss.data.numpy(), fontdict={'size': 20, 'color': 'red'})
        plt.legend()
        plt.pause(0.01)
        if acc > 0.99:
            break
print(w.view(-1), b)
