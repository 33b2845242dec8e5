"""Effects of committed transactions, and periodic work."""
