"""Goals of sessions."""
