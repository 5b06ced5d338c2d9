# Saving and loading: a state_dict, a whole checkpoint and a whole model, and going on from there
import os
import torch
import torch.nn as nn
import torch.optim as optim

torch.manual_seed(0)


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 4)
        self.fc2 = nn.Linear(4, 1)
        self.register_buffer("seen", torch.zeros(1))

    def forward(self, x):
        self.seen += len(x)
        return self.fc2(torch.relu(self.fc1(x)))


CHECKPOINTS = os.path.join("checkpoints", "run1")
if not os.path.exists(CHECKPOINTS):
    os.makedirs(CHECKPOINTS)
PATH = os.path.join(CHECKPOINTS, "state_dict_model.pt")
print(PATH, os.path.exists(PATH), os.path.isdir(CHECKPOINTS), os.path.basename(PATH), os.path.splitext(PATH)[1])

model = Small()
optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
x, y = torch.randn(8, 3), torch.randn(8, 1)
best = float("inf")
for epoch in range(4):
    loss = nn.functional.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if loss < best:
        best = loss.item()
        torch.save(model.state_dict(), PATH)
        torch.save({"epoch": epoch, "model": model.state_dict(), "optimizer": optimizer.state_dict(), "loss": loss}, "checkpoint.tar")
print(os.path.isfile(PATH), best)

with torch.no_grad():
    for p in model.parameters():
        p.zero_()
print(model(x).abs().sum().item())
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(model.load_state_dict(torch.load(PATH, map_location=device)))
model.eval()
print(model(x).squeeze())

checkpoint = torch.load("checkpoint.tar")
again = Small()
again.load_state_dict(checkpoint["model"])
optimizer = optim.SGD(again.parameters(), lr=0.5)
optimizer.load_state_dict(checkpoint["optimizer"])
print(checkpoint["epoch"], checkpoint["loss"].item(), optimizer.param_groups[0]["lr"], sorted(checkpoint))
loss = nn.functional.mse_loss(again(x), y)
optimizer.zero_grad()
loss.backward()
optimizer.step()
print(loss.item())

torch.save(model.fc1, "entire_model.pth")
whole = torch.load("./entire_model.pth", weights_only=False)
print(torch.equal(whole.weight, model.fc1.weight), whole.weight is model.fc1.weight, type(whole).__name__, whole.weight.grad)
w = torch.tensor([1.0, 2.0], requires_grad=True)
(w ** 2).sum().backward()
torch.save([w, {"grad": w.grad}], "w.pt")
v, extra = torch.load("w.pt")
print(v, v.grad, v.is_leaf, extra)
try:
    torch.load("nowhere.pt")
except FileNotFoundError as error:
    print(type(error).__name__, error)
os.remove("w.pt")
print(os.path.exists("w.pt"))
