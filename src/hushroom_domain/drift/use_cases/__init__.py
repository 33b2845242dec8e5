"""The use cases of drift, one per file."""
