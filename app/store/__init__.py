"""Finished answers, kept by key: bytes in, bytes out."""
