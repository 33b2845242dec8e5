"""Benchmarks: how much of a bare route's speed the platform's routes keep. `make bench` runs them."""
