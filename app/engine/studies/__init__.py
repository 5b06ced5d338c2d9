"""A finished run in, what is asked about it out: its loss as a surface, its paths, a derivation checked."""
