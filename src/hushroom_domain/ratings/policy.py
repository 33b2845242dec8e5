"""The numbers of ratings and reputation (API v1, ratings)."""

from datetime import timedelta

RATING_WINDOW = timedelta(hours=48)
COMMENT_MAX_LENGTH = 2_000
FULL_CONFIDENCE_RATINGS = 20
DECAY_PER_DAY = 0.01
"""The exponent by which a rating loses weight for each day of age."""
IDLE_GRACE = timedelta(days=30)
IDLE_DECAY_PER_DAY = 0.005
