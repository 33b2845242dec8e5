"""Notifications over API v1."""
