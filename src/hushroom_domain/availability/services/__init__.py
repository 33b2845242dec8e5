"""Services of availability: what several use cases share."""
