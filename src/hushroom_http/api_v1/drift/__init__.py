"""Drift logs over API v1."""
