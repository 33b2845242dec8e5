"""Matching: which companion suits a session."""
