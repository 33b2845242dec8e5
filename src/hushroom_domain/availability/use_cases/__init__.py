"""What can be done in availability, one use case a file."""
