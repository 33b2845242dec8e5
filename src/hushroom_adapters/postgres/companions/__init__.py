"""Companions."""
