import torch
from torch.utils.data import Dataset, DataLoader, TensorDataset, Subset, ConcatDataset, random_split

class Squares(Dataset):
    def __init__(self, n):
        self.n = n
    def __len__(self):
        return self.n
    def __getitem__(self, i):
        if i >= self.n:
            raise IndexError("out of range")
        return {"x": torch.tensor([float(i)]), "y": i * i, "name": "item%d" % i}

ds = Squares(7)
print(len(ds), ds[2])
for batch in DataLoader(ds, batch_size=3):
    print(batch["x"].view(-1), batch["y"], batch["name"])

torch.manual_seed(0)
pairs = TensorDataset(torch.arange(10).float(), torch.arange(10) % 2)
for epoch in range(2):
    for x, y in DataLoader(pairs, batch_size=4, shuffle=True):
        print(x, y, end="; ")
    print()
print([len(b[0]) for b in DataLoader(pairs, 4, drop_last=True)])
a, b = random_split(pairs, [7, 3], generator=torch.Generator().manual_seed(42))
print(len(a), len(b), [int(x) for x, _ in b])
a, b, c = random_split(range(10), [0.5, 0.3, 0.2])
print(list(a), list(b), list(c))
print([x.item() for x, y in Subset(pairs, [1, 3, 5])], len(ConcatDataset([ds, pairs])))

def collate(items):
    return torch.stack([it["x"] for it in items]), torch.tensor([it["y"] for it in items])

loader = DataLoader(ds, batch_size=2, collate_fn=collate)
it = iter(loader)
x, y = next(it)
print(x, y, len(loader), loader.batch_size, len(loader.dataset))
for i, (x, y) in enumerate(loader, start=1):
    print(i, x.shape, y.tolist())
