"""Contracts: the behaviour both parties agree on."""
