"""Formulas of identity on plain values."""
