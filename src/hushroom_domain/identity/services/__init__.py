"""Services of identity that several use cases share."""
