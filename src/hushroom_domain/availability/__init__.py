"""Slots, blocks and bookings of companions."""
