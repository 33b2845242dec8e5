"""The waiting time after a failed attempt, and the number of attempts."""

from collections.abc import Callable
from datetime import timedelta

from hushroom_domain.shared.errors import DomainError, Unavailable

LONGEST_WAIT_SECONDS = 300
ATTEMPTS_WHEN_UNAVAILABLE = 2_000
"""About a week of waiting for somebody else, which is as long as a card's hold lives."""
ATTEMPTS_WHEN_BROKEN = 12
"""About 20 minutes: time for a deployment to be taken back."""
ATTEMPTS_WHEN_REFUSED = 5
"""Half a minute: a rule that says no goes on saying no, unless something else was still under way."""
MOST_UNFINISHED = 40
"""Ten minutes of leases: taken up that often and never brought to an end, an effect is what kills its process.

More than the slowest effect is taken up by others while it still runs, and than a worker is killed by chance."""
SPREAD = 0.5
"""Waits are spread over half their length, so that what failed together does not return together."""

Chance = Callable[[], float]


def wait_after(error: BaseException, attempts: int, chance: Chance) -> timedelta | None:
    """Returns the waiting time after the `attempts`-th attempt failed; None gives the effect up.

    The time doubles from one second up to five minutes, then `chance` (0 up to 1) takes up to half of it away.
    """
    if attempts >= most_attempts(error):
        return None
    longest = min(2.0 ** min(attempts - 1, 30), LONGEST_WAIT_SECONDS)
    return timedelta(seconds=longest * (1 - SPREAD * chance()))


def most_attempts(error: BaseException) -> int:
    """Returns the number of attempts that an effect that fails like this has in all."""
    if isinstance(error, Unavailable):
        return ATTEMPTS_WHEN_UNAVAILABLE
    return ATTEMPTS_WHEN_REFUSED if isinstance(error, DomainError) else ATTEMPTS_WHEN_BROKEN
