"""Train a small regressor; settings in a dataclass, entry point under a main guard."""
from __future__ import annotations

import math
import time
from dataclasses import asdict, dataclass, field, replace
from typing import Dict, Iterable, List, Optional, Tuple

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset, random_split


@dataclass
class Config:
    lr: float = 1e-2
    epochs: int = 4
    hidden: List[int] = field(default_factory=lambda: [8, 8])
    batch_size: int = 10
    clip: Optional[float] = 1.0

    def __post_init__(self):
        if self.lr <= 0:
            raise ValueError(f"lr must be positive, got {self.lr}")


class MLP(nn.Module):
    def __init__(self, sizes: Iterable[int]) -> None:
        super(MLP, self).__init__()
        sizes = list(sizes)
        layers: List[nn.Module] = []
        for n_in, n_out in zip(sizes[:-1], sizes[1:]):
            layers += [nn.Linear(n_in, n_out), nn.GELU()]
        self.net = nn.Sequential(*layers[:-1])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.net(x).squeeze(-1)


def make_data(n: int = 60) -> TensorDataset:
    x = torch.linspace(-math.pi, math.pi, n).unsqueeze(1)
    return TensorDataset(x, torch.sin(x).squeeze(1))


def run_epoch(model: nn.Module, loader: DataLoader, opt: Optional[torch.optim.Optimizer] = None, clip=None) -> Tuple[float, int]:
    total, seen = 0.0, 0
    model.train(opt is not None)
    with torch.set_grad_enabled(opt is not None):
        for x, y in loader:
            loss = nn.functional.smooth_l1_loss(model(x), y)
            if opt is not None:
                opt.zero_grad()
                loss.backward()
                if clip:
                    nn.utils.clip_grad_norm_(model.parameters(), clip)
                opt.step()
            total += loss.item() * x.size(0)
            seen += x.size(0)
    return total / seen, seen


def main(config: Config) -> Dict[str, float]:
    torch.manual_seed(0)
    data = make_data()
    train_set, valid_set = random_split(data, [50, 10], generator=torch.Generator().manual_seed(1))
    train_loader = DataLoader(train_set, batch_size=config.batch_size, shuffle=True)
    valid_loader = DataLoader(valid_set, batch_size=len(valid_set))
    model = MLP([1, *config.hidden, 1])
    opt = torch.optim.Adam(model.parameters(), lr=config.lr)
    start = time.perf_counter()
    for epoch in range(1, config.epochs + 1):
        train_loss, n = run_epoch(model, train_loader, opt, config.clip)
        valid_loss, _ = run_epoch(model, valid_loader)
        print(f"[{epoch:02d}/{config.epochs}] train {train_loss:.5f} ({n})  valid {valid_loss:.5f}")
    elapsed = time.perf_counter() - start
    assert elapsed >= 0
    return {"train": train_loss, "valid": valid_loss}


if __name__ == "__main__":
    base = Config()
    print(base)
    print(asdict(base))
    for cfg in (base, replace(base, lr=3e-2, hidden=[16])):
        print({k: round(v, 4) for k, v in main(cfg).items()})
    try:
        Config(lr=0)
    except ValueError as e:
        print("bad config:", e)
