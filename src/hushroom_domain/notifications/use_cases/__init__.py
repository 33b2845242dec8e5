"""What can be done in notifications, one use case a file."""
