"""torch.optim and torch.utils.data for a program."""
