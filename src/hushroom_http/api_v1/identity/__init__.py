"""Accounts, signing in and one's own data over API v1."""
