"""Daily quotas, in PostgreSQL."""
