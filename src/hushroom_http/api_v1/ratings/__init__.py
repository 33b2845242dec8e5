"""Ratings over API v1."""
