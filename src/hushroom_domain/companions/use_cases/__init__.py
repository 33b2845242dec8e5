"""What can be done in companions, one use case a file."""
