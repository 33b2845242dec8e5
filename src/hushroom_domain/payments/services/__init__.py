"""Services of payments: what several use cases do in the same way."""
