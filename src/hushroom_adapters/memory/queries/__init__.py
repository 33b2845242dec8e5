"""The query ports over the in-memory store: the answers, orders and limits of the real ones."""
