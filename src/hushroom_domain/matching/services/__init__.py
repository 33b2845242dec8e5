"""The services of matching."""
