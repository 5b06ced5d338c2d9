# What do the learning-rate schedulers do?
import torch
import torch.nn as nn
import torch.optim as optim
from torch.optim import lr_scheduler
from torch.optim.lr_scheduler import StepLR, MultiStepLR, ExponentialLR, CosineAnnealingLR, LambdaLR

def make():
    w = nn.Parameter(torch.tensor([1.0]))
    return w, optim.SGD([w], lr=0.1)

def rates(build, epochs=10):
    w, opt = make()
    sched = build(opt)
    lrs = []
    for epoch in range(epochs):
        opt.zero_grad()
        (w ** 2).sum().backward()
        opt.step()
        lrs.append(opt.param_groups[0]['lr'])
        sched.step()
    return lrs, w.item()

table = {
    "StepLR": lambda o: StepLR(o, step_size=3, gamma=0.5),
    "MultiStepLR": lambda o: MultiStepLR(o, milestones=[2, 6], gamma=0.1),
    "ExponentialLR": lambda o: ExponentialLR(o, gamma=0.9),
    "CosineAnnealingLR": lambda o: CosineAnnealingLR(o, T_max=10, eta_min=0.001),
    "LambdaLR": lambda o: LambdaLR(o, lr_lambda=lambda epoch: 0.95 ** epoch),
    "OneCycleLR": lambda o: lr_scheduler.OneCycleLR(o, max_lr=0.5, total_steps=11),
    "LinearLR": lambda o: lr_scheduler.LinearLR(o, start_factor=0.25, total_iters=4),
    "CosineWarmRestarts": lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=4),
    "CyclicLR": lambda o: lr_scheduler.CyclicLR(o, base_lr=0.01, max_lr=0.1, step_size_up=3),
}
for name, build in table.items():
    lrs, w = rates(build)
    print(f"{name:>18}: " + " ".join(f"{lr:.4f}" for lr in lrs) + f"  w={w:.5f}")

# on a plateau
w, opt = make()
plateau = lr_scheduler.ReduceLROnPlateau(opt, mode="min", factor=0.5, patience=1)
for loss in [1.0, 0.9, 0.9, 0.9, 0.9, 0.8, 0.8, 0.8]:
    plateau.step(loss)
    print(opt.param_groups[0]["lr"], end=" ")
print()
w, opt = make()
s = StepLR(opt, 2)
opt.step(); s.step()
print(s.get_last_lr(), len(opt.param_groups))
