# Device code as people paste it: cuda, mps, DataParallel guards, pin_memory, non_blocking
import os
import random
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


def set_seed(seed=42):
    random.seed(seed)
    os.environ["PYTHONHASHSEED"] = str(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.cuda.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False


def get_device():
    if torch.cuda.is_available():
        return torch.device("cuda:0")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


class Points(Dataset):
    def __init__(self, n):
        self.x = np.linspace(0, 1, n, dtype=np.float32).reshape(-1, 1)
        self.y = 2 * self.x + 1

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return {"x": torch.from_numpy(self.x[index]), "y": torch.from_numpy(self.y[index]), "id": index}


set_seed()
device = get_device()
print("Using device:", device.type)
model = nn.Linear(1, 1)
if torch.cuda.device_count() > 1:
    model = nn.DataParallel(model)
model.to(device)
loader = DataLoader(Points(12), batch_size=5, shuffle=True, num_workers=0, pin_memory=False, drop_last=False)
optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
loss_fn = nn.MSELoss().to(device)
for epoch in range(3):
    running = 0.
    for batch_idx, batch in enumerate(loader):
        x = batch["x"].to(device, non_blocking=True)
        y = batch["y"].to(device, non_blocking=True)
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        running += loss.detach().cpu().item()
        if batch_idx == 0:
            print(batch["id"].tolist(), x.device.type)
    print("epoch %d, loss %.4f" % (epoch + 1, running / len(loader)))
if device.type == "cuda":
    torch.cuda.empty_cache()
    torch.cuda.synchronize()
