"""Demo accounts, and large sets of generated people with a consistent history."""
