"""What runs under the recorder in, passes out: records, graphs, steps, updates, series."""
