"""The use cases of sessions, one per file."""
