"""numpy for a program: what goes in, how large it becomes, what comes out."""
