"""What can be done in payments, one use case a file."""
