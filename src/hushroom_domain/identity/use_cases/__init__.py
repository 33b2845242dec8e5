"""The use cases of identity, one per file."""
