"""Drift, in PostgreSQL."""
