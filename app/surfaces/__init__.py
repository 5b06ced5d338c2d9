"""A loss as a landscape: which two numbers, where, at which heights, and its contours."""
