"""Goals over API v1."""
