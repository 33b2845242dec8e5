"""The room of a session, as a page."""
