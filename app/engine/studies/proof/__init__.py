"""A pass in, each of its gradients beside a finite difference out."""
