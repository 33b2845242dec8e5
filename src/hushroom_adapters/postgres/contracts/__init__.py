"""Contracts, in PostgreSQL."""
