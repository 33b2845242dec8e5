"""The wait for a payment that the provider has not confirmed: the page looks again by itself for a minute.

The header `Refresh` does it without a script. The address carries the end of the wait, so that nothing is stored, and
stays the same from the second look on, so that the Back button leads out of the wait with one press.
"""

from datetime import datetime
from typing import Self

from attrs import frozen

LONGEST_SECONDS = 60
SHORTEST_PAUSE, PAUSE_GROWTH = 3, 5
"""The seconds before the second look, and the share of the time waited (a fifth) by which later pauses are longer."""
MOST_DIGITS = 12
"""The number of digits of a time in seconds that are read."""


@frozen(kw_only=True)
class PaymentWait:
    """One look during the wait: `until` is its end in seconds since 1970, `left` the seconds to that end."""

    until: int
    left: int
    is_first: bool

    @classmethod
    def of(cls, asked: str, now: datetime) -> Self:
        """Returns the wait that an address asks for, a new one for an address without an end."""
        seconds = int(now.timestamp())
        if not (asked.isascii() and asked.isdigit() and len(asked) <= MOST_DIGITS):
            return cls(until=seconds + LONGEST_SECONDS, left=LONGEST_SECONDS, is_first=True)
        left = int(asked) - seconds
        # An end that lies further ahead was never written by us: the wait is over.
        return cls(until=int(asked), left=left if 0 < left <= LONGEST_SECONDS else 0, is_first=False)

    @property
    def goes_on(self) -> bool:
        """Returns whether the page looks again by itself."""
        return self.left > 0

    def refresh(self, path: str) -> str:
        """Returns the value of the header `Refresh` that opens the payment page at this path again."""
        pause = SHORTEST_PAUSE + (LONGEST_SECONDS - self.left) // PAUSE_GROWTH
        return f"{pause}; url={path}?back=paid&until={self.until}"
