"""The locks of periodic jobs, in PostgreSQL."""
