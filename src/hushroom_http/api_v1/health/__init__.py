"""Health of the platform over API v1."""
