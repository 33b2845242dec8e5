"""What can be done in contracts, one use case a file."""
