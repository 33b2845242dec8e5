"""The use cases of administration, one per file."""
