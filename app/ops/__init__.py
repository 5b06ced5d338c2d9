"""One entry per operation that a learner meets: what it is called, how it looks, what it does. Data only, no torch."""
