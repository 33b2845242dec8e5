"""Abuse reports, in PostgreSQL."""
