"""PostgreSQL: the durable store of the platform."""
