"""Ratings: what the parties thought of each other, and what follows for a companion."""
