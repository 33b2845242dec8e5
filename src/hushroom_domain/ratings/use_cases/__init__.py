"""The use cases of ratings, one a file."""
