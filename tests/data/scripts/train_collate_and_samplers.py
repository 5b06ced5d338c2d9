# collate_fn, samplers, ConcatDataset and Subset around one loader
import torch
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import ConcatDataset, DataLoader, Dataset, Subset, WeightedRandomSampler

torch.manual_seed(5)


class Sequences(Dataset):
    def __init__(self, lengths):
        self.items = [torch.arange(1, n + 1) for n in lengths]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i], len(self.items[i])


def collate(batch):
    sequences, lengths = zip(*batch)
    padded = pad_sequence(sequences, batch_first=True, padding_value=0)
    return padded, torch.tensor(lengths)


data = ConcatDataset([Sequences([3, 1, 4]), Sequences([1, 5])])
for padded, lengths in DataLoader(data, batch_size=2, collate_fn=collate):
    print(padded.tolist(), lengths.tolist())
some = Subset(data, [0, 2, 4])
print(len(some), some[1])
sampler = WeightedRandomSampler([0.1, 0.1, 5.0, 0.1, 5.0], num_samples=6, replacement=True)
picked = [int(length) for _, lengths in DataLoader(data, batch_size=3, sampler=sampler, collate_fn=collate) for length in lengths]
print(picked)

embedding = torch.nn.Embedding(10, 3, padding_idx=0)
padded, lengths = next(iter(DataLoader(data, batch_size=5, collate_fn=collate)))
mask = (padded != 0).unsqueeze(-1)
pooled = (embedding(padded) * mask).sum(1) / lengths.unsqueeze(1)
loss = pooled.pow(2).mean()
loss.backward()
print(loss.item(), embedding.weight.grad.abs().sum(1))
