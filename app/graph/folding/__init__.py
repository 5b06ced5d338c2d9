"""Groups of nodes as one node each: a pass and how a person sees it in, the pass as it is shown out. Pure data."""
