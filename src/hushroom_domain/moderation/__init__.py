"""Moderation: what people report of each other, and what the platform does about it."""
