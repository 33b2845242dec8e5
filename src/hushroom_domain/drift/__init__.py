"""Drift: noticing that a session wanders off its goal."""
