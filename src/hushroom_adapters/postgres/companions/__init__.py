"""Companions, in PostgreSQL."""
