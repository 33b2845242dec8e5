"""The use cases of matching, one a file."""
