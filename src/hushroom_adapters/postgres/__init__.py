"""PostgreSQL: where everything that must not be lost is kept."""
