"""Companions over API v1."""
