"""What can be done in drift, one use case a file."""
