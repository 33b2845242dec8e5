"""The main job of the platform played by a client: only HTTP and the mailbox, as anybody could."""
