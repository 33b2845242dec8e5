"""The tools that all features use to speak to PostgreSQL: connections, transactions, mapping, errors."""
