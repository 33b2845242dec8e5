"""Use cases of contracts, one in each file."""
