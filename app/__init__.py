"""Gradwalk: shows how PyTorch differentiates, one step at a time."""

VERSION = "0.1.0"
