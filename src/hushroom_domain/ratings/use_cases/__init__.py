"""What can be done in ratings, one use case a file."""
