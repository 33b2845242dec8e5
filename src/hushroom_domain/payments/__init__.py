"""Payments: holding, taking, splitting and giving back money."""
