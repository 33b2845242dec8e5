"""The services of payments that several use cases share."""
