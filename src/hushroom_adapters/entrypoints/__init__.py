"""The entry points: the command line and the chores behind it."""
