"""The queries of administrators and the exports, in PostgreSQL."""
