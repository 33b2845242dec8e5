"""The rules of matching that need no I/O."""
