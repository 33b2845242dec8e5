"""Sessions, in PostgreSQL."""
