"""API v1: a folder for each feature with its routes, request types and response types."""
