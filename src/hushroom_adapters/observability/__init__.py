"""Logs, redaction, the context of a request, and findings about dependencies."""
