"""The pages of a companion's hours and blocks."""
