"""Contracts between the participants of sessions."""
