"""LiveKit: the rooms that sessions are held in, and its notices about who came and went."""
