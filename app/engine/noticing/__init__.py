"""What is worth noting about a run that worked: where learners fall, where numbers go bad."""
