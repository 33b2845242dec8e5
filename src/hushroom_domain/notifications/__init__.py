"""Notifications: what is said to whom."""
