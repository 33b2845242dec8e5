"""Ratings: the participants' ratings of each other, and the companions' reputation."""
