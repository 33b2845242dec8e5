"""Audio rooms over API v1."""
