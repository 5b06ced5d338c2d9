"""Syntax trees in, closures out: built once, and then only called."""
