"""The workspace: a run, a pass and a position in, everything that is seen of that moment out."""
