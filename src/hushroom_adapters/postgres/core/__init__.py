"""What all features use of PostgreSQL: connections, transactions, row mappers and errors."""
