"""Use cases of availability, one in each file."""
