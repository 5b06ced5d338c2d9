"""A pass and a plan in, the Jacobian of a node and the Hessian of the root out."""
