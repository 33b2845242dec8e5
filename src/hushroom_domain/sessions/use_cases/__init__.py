"""What can be done in sessions, one use case a file."""
