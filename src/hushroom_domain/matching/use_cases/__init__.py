"""What can be done in matching, one use case a file."""
