"""A pass and a node in, every path from the root to it, with what flows along it, out."""
