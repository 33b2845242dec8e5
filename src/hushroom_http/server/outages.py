"""The log of the causes of responses 503: once for each cause, and again after a minute."""

import time
from collections.abc import Callable

import structlog
from attrs import define, field

from hushroom_domain.shared.causes import reason_of, shape_of
from hushroom_domain.shared.errors import Unavailable

REST_SECONDS = 60.0
MOST_KEPT = 200

log = structlog.get_logger("hushroom.http")


@define
class OutageLog:
    """Logs each pair of error code and cause at most once a minute."""

    now: Callable[[], float] = time.monotonic
    _rests: dict[tuple[str, str], float] = field(factory=dict, init=False)

    def note(self, refusal: Unavailable) -> None:
        """Logs the cause of an error, unless it was logged within the last minute."""
        reason = reason_of(refusal)
        trouble, now = (refusal.code, shape_of(reason)), self.now()
        if now < self._rests.get(trouble, float("-inf")):
            return
        if len(self._rests) >= MOST_KEPT:
            self._rests.clear()
        self._rests[trouble] = now + REST_SECONDS
        log.warning("something needed is not available", code=refusal.code, reason=reason)


TROUBLES = OutageLog()
"""The log of this process."""
