"""The local Stripe's clock: the machine's time plus the time that a test has added."""

import time

from attrs import define


@define
class Clock:
    """Seconds since 1970; `ahead_seconds` is the time that tests have added."""

    ahead_seconds: float = 0.0

    def now(self) -> int:
        return int(self.exact())

    def exact(self) -> float:
        return time.time() + self.ahead_seconds
