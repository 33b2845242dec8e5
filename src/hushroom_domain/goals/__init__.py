"""Goals: what a session is for."""
