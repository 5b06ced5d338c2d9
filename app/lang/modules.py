"""What a program can import, by its full name; every other import is refused."""

MODULES = frozenset({"torch", "torch.nn", "torch.nn.functional", "math"})
