"""Data to look around in: the demo accounts, and crowds of made-up people with a past that adds up."""
