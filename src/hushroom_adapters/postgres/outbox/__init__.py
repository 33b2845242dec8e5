"""The outbox and the inbox, in PostgreSQL."""
