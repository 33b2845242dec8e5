"""The numbers of companions."""

from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.text import Text, fold

MIN_CONCURRENT = 1
MAX_CONCURRENT = 5
MAX_BASE_RATE = Money(1_000_00)
MAX_TAGS = 30
TAG = Text(max=50)
BIO = Text(max=2_000, has_lines=True)
MAX_PENDING_LISTED = 100
"""How many applications one page shows at most, and unless fewer are asked for."""


def rate_problem(rate: Money) -> FieldProblem | None:
    """What makes `rate` (for an hour) none that a companion may ask."""
    if not rate:
        return FieldProblem("baseRate", "must be more than 0")
    return FieldProblem("baseRate", f"must be at most {MAX_BASE_RATE}") if rate > MAX_BASE_RATE else None


def clean_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """The tags trimmed, without empty ones and without repetitions (folded), in their order."""
    seen: dict[str, str] = {}
    for tag in tags:
        if tag.strip():
            seen.setdefault(fold(tag.strip()), tag.strip())
    return tuple(seen.values())
