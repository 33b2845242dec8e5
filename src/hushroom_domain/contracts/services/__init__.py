"""Services of contracts, used by several use cases."""
