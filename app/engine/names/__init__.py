"""What names mean, as literal tables, and what to say about those that are not there."""
