"""Idempotency keys, in PostgreSQL."""
