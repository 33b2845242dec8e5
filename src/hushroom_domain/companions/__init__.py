"""Companion profiles and applications."""
