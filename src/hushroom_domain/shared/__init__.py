"""The small vocabulary that every feature speaks."""
