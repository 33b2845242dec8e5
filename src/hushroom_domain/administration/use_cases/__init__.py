"""What can be done in administration, one use case a file."""
