"""Services of sessions: what several use cases share."""
