"""Services of contracts: what several use cases share."""
