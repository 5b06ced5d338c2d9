"""What torch and Python raise in, what a learner is told out."""
