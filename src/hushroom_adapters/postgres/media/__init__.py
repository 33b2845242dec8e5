"""Media, in PostgreSQL."""
