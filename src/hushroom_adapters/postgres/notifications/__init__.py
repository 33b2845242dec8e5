"""The emails that were sent, in PostgreSQL."""
