"""Administration over API v1."""
