# 从零开始的循环神经网络：困惑度、梯度裁剪
import math
import torch
from torch.nn import functional as F

文本 = '天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏'
词表 = sorted(set(文本))
词到索引 = {词: i for i, 词 in enumerate(词表)}
语料 = [词到索引[词] for 词 in 文本]
print('词表大小:', len(词表), '前五个:', 语料[:5])

def get_params(vocab_size, num_hiddens):
    num_inputs = num_outputs = vocab_size

    def normal(shape):
        return torch.randn(size=shape) * 0.01

    W_xh = normal((num_inputs, num_hiddens))
    W_hh = normal((num_hiddens, num_hiddens))
    b_h = torch.zeros(num_hiddens)
    W_hq = normal((num_hiddens, num_outputs))
    b_q = torch.zeros(num_outputs)
    params = [W_xh, W_hh, b_h, W_hq, b_q]
    for param in params:
        param.requires_grad_(True)
    return params

def rnn(inputs, state, params):
    W_xh, W_hh, b_h, W_hq, b_q = params
    H, = state
    outputs = []
    for X in inputs:
        H = torch.tanh(torch.mm(X, W_xh) + torch.mm(H, W_hh) + b_h)
        Y = torch.mm(H, W_hq) + b_q
        outputs.append(Y)
    return torch.cat(outputs, dim=0), (H,)

class RNNModelScratch:
    """从零开始实现的循环神经网络模型"""
    def __init__(self, vocab_size, num_hiddens, get_params, forward_fn):
        self.vocab_size, self.num_hiddens = vocab_size, num_hiddens
        self.params = get_params(vocab_size, num_hiddens)
        self.forward_fn = forward_fn

    def __call__(self, X, state):
        X = F.one_hot(X.T, self.vocab_size).type(torch.float32)
        return self.forward_fn(X, state, self.params)

    def begin_state(self, batch_size):
        return (torch.zeros((batch_size, self.num_hiddens)), )

def grad_clipping(net, theta):
    norm = torch.sqrt(sum(torch.sum((p.grad ** 2)) for p in net.params))
    if norm > theta:
        for param in net.params:
            param.grad[:] *= theta / norm

def seq_data_iter(corpus, num_steps):
    for i in range(0, len(corpus) - num_steps, num_steps):
        X = torch.tensor(corpus[i:i + num_steps]).reshape(1, -1)
        Y = torch.tensor(corpus[i + 1:i + 1 + num_steps]).reshape(1, -1)
        yield X, Y

net = RNNModelScratch(len(词表), 16, get_params, rnn)
for 轮 in range(15):
    state, 总损失, 个数 = None, 0.0, 0
    for X, Y in seq_data_iter(语料, 6):
        if state is None:
            state = net.begin_state(batch_size=X.shape[0])
        else:
            for s in state:
                s.detach_()
        y_hat, state = net(X, state)
        l = F.cross_entropy(y_hat, Y.T.reshape(-1))
        for p in net.params:
            p.grad = None
        l.backward()
        grad_clipping(net, 1)
        with torch.no_grad():
            for p in net.params:
                p -= 2 * p.grad
        总损失 += l.item() * Y.numel()
        个数 += Y.numel()
    if 轮 % 5 == 4:
        print(f'第{轮 + 1}轮 困惑度 {math.exp(总损失 / 个数):.2f}')
