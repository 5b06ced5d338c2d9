# Learning rate schedules: warmup by LambdaLR, cosine, step, one cycle; printed as a table
import math
import torch
from torch import optim
from torch.optim.lr_scheduler import CosineAnnealingLR, ExponentialLR, LambdaLR, MultiStepLR, OneCycleLR, StepLR

TOTAL, WARMUP = 10, 3


def warmup_cosine(step: int) -> float:
    if step < WARMUP:
        return (step + 1) / WARMUP
    progress = (step - WARMUP) / max(1, TOTAL - WARMUP)
    return 0.5 * (1.0 + math.cos(math.pi * progress))


makers = {
    "lambda": lambda o: LambdaLR(o, lr_lambda=warmup_cosine),
    "cosine": lambda o: CosineAnnealingLR(o, T_max=TOTAL, eta_min=1e-3),
    "step": lambda o: StepLR(o, step_size=4, gamma=0.1),
    "multi": lambda o: MultiStepLR(o, milestones=[3, 7], gamma=0.5),
    "exp": lambda o: ExponentialLR(o, gamma=0.9),
    "onecycle": lambda o: OneCycleLR(o, max_lr=0.5, total_steps=TOTAL),
}
table = {}
for name, make in makers.items():
    w = torch.nn.Parameter(torch.tensor([5.0, -3.0]))
    optimizer = optim.SGD([w], lr=0.1)
    scheduler = make(optimizer)
    rates = []
    for step in range(TOTAL):
        optimizer.zero_grad()
        loss = (w ** 2).sum()
        loss.backward()
        optimizer.step()
        rates.append(scheduler.get_last_lr()[0])
        if step < TOTAL - 1:
            scheduler.step()
    table[name] = (rates, loss.item())
header = "name".ljust(10) + " ".join(f"{i:>7}" for i in range(TOTAL))
print(header)
print("=" * len(header))
for name, (rates, final) in sorted(table.items(), key=lambda item: item[1][1]):
    print(f"{name:<10}" + " ".join(f"{r:7.4f}" for r in rates), f"-> {final:.5f}")
