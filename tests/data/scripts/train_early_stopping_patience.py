# Early stopping with patience; the best weights are kept by deepcopy and put back
import copy
import numpy as np
import torch
from torch import nn, optim

np.random.seed(3)
torch.manual_seed(3)
x = np.random.uniform(-1, 1, size=(40, 1)).astype(np.float32)
y = (x ** 3 - 0.5 * x + 0.1 * np.random.randn(40, 1)).astype(np.float32)
x_train, x_val = torch.from_numpy(x[:30]), torch.from_numpy(x[30:])
y_train, y_val = torch.from_numpy(y[:30]), torch.from_numpy(y[30:])


class EarlyStopping:
    def __init__(self, patience=5, delta=0.0, verbose=True):
        self.patience, self.delta, self.verbose = patience, delta, verbose
        self.counter = 0
        self.best_loss = float("inf")
        self.best_state = None
        self.early_stop = False

    def __call__(self, val_loss, model):
        if val_loss < self.best_loss - self.delta:
            self.best_loss = val_loss
            self.best_state = copy.deepcopy(model.state_dict())
            self.counter = 0
        else:
            self.counter += 1
            if self.verbose:
                print(f"EarlyStopping counter: {self.counter} out of {self.patience}")
            self.early_stop = self.counter >= self.patience


model = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
criterion = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=1.2, momentum=0.9)
scheduler = optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="min", factor=0.5, patience=1)
stopper = EarlyStopping(patience=4)
history = {"train": [], "val": []}
for epoch in range(50):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(x_train), y_train)
    loss.backward()
    optimizer.step()
    model.eval()
    with torch.no_grad():
        val_loss = criterion(model(x_val), y_val).item()
    history["train"].append(loss.item())
    history["val"].append(val_loss)
    scheduler.step(val_loss)
    stopper(val_loss, model)
    if stopper.early_stop:
        print("stopping early at epoch", epoch)
        break
else:
    print("never stopped")
model.load_state_dict(stopper.best_state)
print("best:", round(stopper.best_loss, 6), "at", int(np.argmin(history["val"])), "lr", optimizer.param_groups[0]["lr"])
print(criterion(model(x_val), y_val).item() == stopper.best_loss)
