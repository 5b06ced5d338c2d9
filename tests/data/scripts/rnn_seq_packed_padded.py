# Padded and packed sequences through an LSTM, teacher forcing, masked loss
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

torch.manual_seed(0)
sequences = [torch.tensor(s) for s in ([1, 2, 3, 4], [5, 6], [7, 8, 9])]
lengths = torch.tensor([len(s) for s in sequences])
padded = pad_sequence(sequences, batch_first=True)
embed = nn.Embedding(10, 4, padding_idx=0)
lstm = nn.LSTM(4, 5, batch_first=True)
packed = pack_padded_sequence(embed(padded), lengths, batch_first=True, enforce_sorted=False)
out, (h, c) = lstm(packed)
out, out_lengths = pad_packed_sequence(out, batch_first=True)
print(padded, out.shape, out_lengths.tolist())
mask = torch.arange(padded.size(1))[None, :] < lengths[:, None]
loss = (out.pow(2).mean(-1) * mask).sum() / mask.sum()
loss.backward()
print(loss, h.shape, embed.weight.grad[0].abs().sum())
