"""Payments, in PostgreSQL."""
