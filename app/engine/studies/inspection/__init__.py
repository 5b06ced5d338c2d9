"""A node of a pass in, its exact numbers, what it has saved and what torch says of it out."""
