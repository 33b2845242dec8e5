"""The web surfaces of the application."""
