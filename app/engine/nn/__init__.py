"""torch.nn for a program: layers, containers, modules and what they show."""
