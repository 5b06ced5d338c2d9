"""A program and a plan in, its loss on a grid of two of its parameters' entries out."""
