import torch
import torch.nn as nn

torch.manual_seed(4)
seq, batch, n_in, n_h = 5, 2, 3, 4
x = torch.randn(seq, batch, n_in)

lstm = nn.LSTM(n_in, n_h)
out, (h, c) = lstm(x)
print(out.shape, h.shape, c.shape, torch.equal(out[-1], h[0]))

# the same by hand, from the parameters
W_ih, W_hh, b_ih, b_hh = lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0, lstm.bias_hh_l0
ht, ct = torch.zeros(batch, n_h), torch.zeros(batch, n_h)
for t in range(seq):
    gates = x[t] @ W_ih.t() + b_ih + ht @ W_hh.t() + b_hh
    i, f, g, o = gates.chunk(4, dim=1)
    ct = torch.sigmoid(f) * ct + torch.sigmoid(i) * torch.tanh(g)
    ht = torch.sigmoid(o) * torch.tanh(ct)
print("by hand:", torch.allclose(ht, h[0], atol=1e-6), torch.allclose(ct, c[0], atol=1e-6))

cell = nn.LSTMCell(n_in, n_h)
hx = cx = torch.zeros(batch, n_h)
for t in range(seq):
    hx, cx = cell(x[t], (hx, cx))
print(hx)

gru = nn.GRUCell(n_in, n_h)
hg = torch.zeros(batch, n_h)
for step in x:
    hg = gru(step, hg)
print(hg)

bi = nn.LSTM(n_in, n_h, num_layers=2, bidirectional=True, batch_first=True, dropout=0.2)
out, (h, c) = bi(x.transpose(0, 1))
print(out.shape, h.shape, [name for name, _ in bi.named_parameters()][:4])
loss = out.sum() + hx.pow(2).sum() + hg.mean()
loss.backward()
print(cell.weight_ih.grad.abs().sum(), gru.bias_hh.grad)
