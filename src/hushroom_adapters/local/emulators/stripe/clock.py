"""The local Stripe's time: the machine's, plus whatever a test has let pass."""

import time

from attrs import define


@define
class Clock:
    """Seconds since 1970; `ahead_seconds` is how far a test has moved it on."""

    ahead_seconds: float = 0.0

    def now(self) -> int:
        return int(self.exact())

    def exact(self) -> float:
        return time.time() + self.ahead_seconds
