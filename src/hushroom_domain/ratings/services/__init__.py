"""The services of ratings."""
