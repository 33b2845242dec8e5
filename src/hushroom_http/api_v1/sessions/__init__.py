"""Sessions over API v1."""
