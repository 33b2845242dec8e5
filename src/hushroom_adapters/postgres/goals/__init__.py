"""Goals, in PostgreSQL."""
