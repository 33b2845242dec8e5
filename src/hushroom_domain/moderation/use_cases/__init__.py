"""What can be done in moderation, one use case a file."""
