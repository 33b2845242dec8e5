"""Availability over API v1."""
