"""Notifications: emails to users, and realtime messages to the rooms of sessions."""
