"""Payments over API v1."""
