"""Media: the audio room of a session."""
