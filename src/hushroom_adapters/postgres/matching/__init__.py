"""Matching, in PostgreSQL."""
