"""What training looks like: the curves of a run, runs compared, the surface of a loss, the map of a classifier."""
