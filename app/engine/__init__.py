"""Runs programs with real torch and records what it did. The only floor part that touches torch."""
