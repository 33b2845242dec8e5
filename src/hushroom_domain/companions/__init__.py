"""Companions: those who are present for others, and their standing."""
