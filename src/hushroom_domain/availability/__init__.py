"""Availability: when a companion works, and which sessions take that time."""
