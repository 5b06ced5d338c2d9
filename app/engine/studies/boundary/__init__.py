"""A program that classifies points of the plane in, what its model says on a map of the plane out."""
