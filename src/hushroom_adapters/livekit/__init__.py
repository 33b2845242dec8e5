"""LiveKit: the audio rooms of sessions, and its notices about participants."""
