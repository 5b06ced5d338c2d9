"""Shapes through a small classifier, typed in the newer style."""
import torch
import torch.nn as nn
from torch import Tensor


class Classifier(nn.Module):
    def __init__(self, in_dim: int, hidden: int = 8, n_classes: int = 3, *, p: float = 0.0) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(in_dim, hidden),
            nn.LayerNorm(hidden),
            nn.SiLU(),
            nn.Dropout(p),
            nn.Linear(hidden, n_classes),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)

    @property
    def n_params(self) -> int:
        return sum(p.numel() for p in self.parameters() if p.requires_grad)

    @torch.no_grad()
    def predict(self, x: Tensor) -> list[int]:
        self.eval()
        return self(x).argmax(-1).tolist()


def train(model: nn.Module, x: Tensor, y: Tensor, *, steps: int = 50, lr: float = 1e-2) -> list[float]:
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    losses: list[float] = []
    for step in range(steps):
        loss = nn.functional.cross_entropy(model(x), y, label_smoothing=0.1)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def main() -> None:
    torch.manual_seed(1337)
    x = torch.randn(24, 5)
    y = (x[:, 0] > 0).long() + (x[:, 1] > 0).long()
    model = Classifier(5, p=0.1)
    print(f"{model.n_params:,} parameters")
    losses = train(model, x, y)
    print(f"{losses[0]:.4f} -> {losses[-1]:.4f}  ({len(losses)} steps)")
    print("predictions:", model.predict(x)[:12])
    print("labels:     ", y.tolist()[:12])


if __name__ == "__main__":
    main()
