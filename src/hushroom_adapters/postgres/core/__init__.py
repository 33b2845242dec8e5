"""The parts of the PostgreSQL adapter that all features use: connections, transactions, row mappers and errors."""
