"""Abuse reports over API v1."""
