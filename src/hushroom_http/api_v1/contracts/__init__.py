"""Contracts over API v1."""
