"""Use cases of companions, one in each file."""
