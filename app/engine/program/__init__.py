"""What a running program holds: variables, functions, classes and objects of its own."""
