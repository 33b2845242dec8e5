"""Formulas of sessions on plain values."""
