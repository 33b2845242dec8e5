"""Services of companions, used by several use cases."""
