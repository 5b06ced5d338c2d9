"""A step of a graph in, its rule out: with the names of that graph, and with its numbers put in. Knows no HTML page."""

from app.explain.explanation import Explanation, Formula, Line, Origin, explain
from app.explain.product import Product

__all__ = ["Explanation", "Formula", "Line", "Origin", "Product", "explain"]
