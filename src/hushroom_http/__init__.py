"""The web: API v1 over the application, and nothing of its own that would be worth knowing elsewhere."""
