"""The numbers and limits of ratings and reputation (API v1, ratings)."""

from datetime import timedelta

from hushroom_domain.shared.limits import Range
from hushroom_domain.shared.text import Text

RATING_WINDOW = timedelta(hours=48)
LISTED = Range(min=1, max=100)
"""The number of ratings of each kind on one page; the maximum is the default."""
STARS = Range(min=1, max=5)
COMMENT = Text(max=2_000, has_lines=True)
FULL_CONFIDENCE_RATINGS = 20
DECAY_PER_DAY = 0.01
"""The exponent by which a rating loses weight for each day of age."""
IDLE_GRACE = timedelta(days=30)
IDLE_DECAY_PER_DAY = 0.005
