"""Users, their tokens and languages, in PostgreSQL."""
