"""Services of sessions that several use cases share."""
