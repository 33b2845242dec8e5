"""Availability, in PostgreSQL."""
