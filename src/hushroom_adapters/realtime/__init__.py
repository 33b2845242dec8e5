"""The messages of the realtime channel."""
