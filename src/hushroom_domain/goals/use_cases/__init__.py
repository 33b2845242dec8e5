"""Use cases of goals, one in each file."""
