"""Sessions: the life of one hour together."""
