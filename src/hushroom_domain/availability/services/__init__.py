"""Services of availability, used by several use cases."""
