"""What may be asked about a gradient, a page and an API route each; and the inspector of single tensors."""
