"""The totals that triggers keep, in PostgreSQL."""
