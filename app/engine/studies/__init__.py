"""A request and a pass in, what is asked about that pass out: one package for each question."""
