"""Gradients that a person has derived by hand in, which are right and what is wrong with the others out."""
