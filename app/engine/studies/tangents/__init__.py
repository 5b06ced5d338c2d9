"""A pass and a direction of its parameters in, the tangent of every node by forward mode out."""
