"""Services of identity: what several use cases share."""
