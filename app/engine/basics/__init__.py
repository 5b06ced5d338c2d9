"""Plain values as Python has them: arithmetic, methods, formats, built-ins; bounded where it matters."""
