"""The use cases of media, one a file."""
