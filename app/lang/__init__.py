"""Source text in, a checked program out: Python's own `ast`, held to an allow-list, every span kept. Knows no torch."""
