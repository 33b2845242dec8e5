"""Matching: choosing the companion of a session."""
