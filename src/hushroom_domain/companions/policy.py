"""The limits of companions."""

from hushroom_domain.shared.limits import Amount, Characters, Decimals, Items, Range
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.text import Text, fold

CONCURRENT = Range(min=1, max=5)
"""Number of sessions that a companion serves at the same time."""
BASE_RATE = Amount(max=Money(1_000_00), is_positive=True)
"""The price of one hour."""
TAG = Text(max=50)
TAGS = Items(max=30, each=TAG)
BIO = Text(max=2_000, has_lines=True)
SEARCHED_PRICE = Amount(max=BASE_RATE.max)
"""The highest price of one hour that a search accepts."""
AVERAGE_RATING = Decimals(min=0, max=5)
SEARCHED_TAG = Characters(max=TAG.max)
SEARCHED_TEXT = Characters(max=200)
MOST_FAVOURITES = 100
"""Number of favourites that one account keeps."""
PENDING_LISTED = Range(min=1, max=100)
"""Number of applications on one page; the largest is the default."""


def clean_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the trimmed tags in order, without empty tags and without tags that fold to an earlier one."""
    seen: dict[str, str] = {}
    for tag in tags:
        if tag.strip():
            seen.setdefault(fold(tag.strip()), tag.strip())
    return tuple(seen.values())
