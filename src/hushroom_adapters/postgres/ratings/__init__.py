"""Ratings, in PostgreSQL."""
