"""Modules of Python's own that a program can import, and what stands in for the others."""
