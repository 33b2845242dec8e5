"""Matching over API v1."""
