"""Services of companions: what several use cases share."""
