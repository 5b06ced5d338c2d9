"""Formulas as data: rules in, their text, LaTeX, MathML and numbers out. Knows no operation, no optimizer, no torch."""
