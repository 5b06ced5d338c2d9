import copy
import torch
from torch import nn

class EarlyStopping:
    """Stops when the validation loss has not become better for `patience` epochs."""

    def __init__(self, patience=3, min_delta=0.0, verbose=False):
        self.patience = patience
        self.min_delta = min_delta
        self.verbose = verbose
        self.counter = 0
        self.best_loss = None
        self.early_stop = False
        self.best_state = None

    def __call__(self, val_loss, model):
        if self.best_loss is None or val_loss < self.best_loss - self.min_delta:
            self.best_loss = val_loss
            self.best_state = copy.deepcopy(model.state_dict())
            self.counter = 0
        else:
            self.counter += 1
            if self.verbose:
                print(f"    EarlyStopping counter: {self.counter} out of {self.patience}")
            if self.counter >= self.patience:
                self.early_stop = True

torch.manual_seed(17)
x = torch.linspace(-2, 2, 12).unsqueeze(1)
y = x.sin() + 0.3 * torch.randn_like(x)
train_x, val_x, train_y, val_y = x[::2], x[1::2], y[::2], y[1::2]
model = nn.Sequential(nn.Linear(1, 20), nn.Tanh(), nn.Linear(20, 1))
opt = torch.optim.Adam(model.parameters(), lr=0.1)
stopper = EarlyStopping(patience=4, min_delta=1e-3, verbose=True)

for epoch in range(100):
    model.train()
    opt.zero_grad()
    loss = nn.functional.mse_loss(model(train_x), train_y)
    loss.backward()
    opt.step()
    model.eval()
    with torch.no_grad():
        val_loss = nn.functional.mse_loss(model(val_x), val_y).item()
    if epoch % 5 == 0:
        print(f"epoch {epoch:3d}  train {loss.item():.4f}  val {val_loss:.4f}")
    stopper(val_loss, model)
    if stopper.early_stop:
        print("Early stopping at epoch", epoch)
        break
else:
    print("never stopped")
result = model.load_state_dict(stopper.best_state)
print(result)
with torch.no_grad():
    print("best val loss: %.4f" % nn.functional.mse_loss(model(val_x), val_y))
