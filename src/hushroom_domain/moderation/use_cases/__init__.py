"""The use cases of moderation, one per file."""
