"""Plays a whole session as a client, by HTTP and the mailbox alone."""
