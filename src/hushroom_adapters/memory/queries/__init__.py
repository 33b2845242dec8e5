"""The query ports of use cases over the in-memory store."""
