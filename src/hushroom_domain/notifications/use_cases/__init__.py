"""The use cases of notifications, one per file."""
