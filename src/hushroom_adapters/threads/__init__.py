"""Threads for slow work: bounded, and fair to the clients that wait."""
