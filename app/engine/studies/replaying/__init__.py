"""A program in, the calculation of one pass out, to be done again with other numbers or in float64."""
