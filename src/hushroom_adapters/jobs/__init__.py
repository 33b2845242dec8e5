"""Effects and periodic work: what happens after a commit, and what happens by the clock."""
