"""What can be done in goals, one use case a file."""
