"""The reads of administrators and exports, from PostgreSQL."""
