"""Limits of attempts in memory."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from attrs import field, frozen

from hushroom_domain.identity.model import AttemptVerdict, ProofAttempt
from hushroom_domain.identity.policy import KNOWN_NETWORKS_FOR
from hushroom_domain.identity.ports import Braked

HOUR = timedelta(hours=1)
Bucket = tuple[Braked, str, object]
"""Attempts at one subject that are counted together: those of a known device, of a known network, or all others."""


@frozen(eq=False)
class MemoryBrakes:
    """Implements `Brakes` with a number of attempts an hour."""

    an_hour: Mapping[Braked, int]
    _tries: dict[Bucket, dict[UUID, datetime]] = field(factory=dict, init=False)
    _proved: dict[tuple[str, str], datetime] = field(factory=dict, init=False)

    async def take(self, what: Braked, attempt: ProofAttempt) -> AttemptVerdict:
        bucket, most = self._bucket(what, attempt), self.an_hour[what]
        lately = {one: at for one, at in self._tries.get(bucket, {}).items() if attempt.at - at < HOUR}
        if len(lately) >= most:
            waits = min(lately.values()) + HOUR - attempt.at
            return AttemptVerdict(is_allowed=False, retry_after_seconds=math.ceil(waits.total_seconds()))
        self._tries[bucket] = {**lately, attempt.id: attempt.at}
        return AttemptVerdict(is_allowed=True, is_last=len(lately) + 1 == most)

    async def prove(self, what: Braked, attempt: ProofAttempt) -> None:
        if attempt.network is not None:
            self._proved[attempt.subject, attempt.network] = attempt.at
        others, own = (what, attempt.subject, None), self._bucket(what, attempt)
        self._tries.get(others, {}).pop(attempt.id, None)
        if own != others:
            self._tries.pop(own, None)

    async def give_back(self, what: Braked, attempt: ProofAttempt) -> None:
        self._tries.get(self._bucket(what, attempt), {}).pop(attempt.id, None)

    async def clear(self, what: Braked, subject: str) -> None:
        self._tries.pop((what, subject, None), None)

    def _bucket(self, what: Braked, attempt: ProofAttempt) -> Bucket:
        if attempt.device_id is not None:
            return what, attempt.subject, attempt.device_id
        return what, attempt.subject, attempt.network if self._knows(attempt) else None

    def _knows(self, attempt: ProofAttempt) -> bool:
        proved_at = self._proved.get((attempt.subject, attempt.network or ""))
        if proved_at is None or attempt.at - proved_at >= KNOWN_NETWORKS_FOR:
            return False
        return attempt.changed_at is None or proved_at >= attempt.changed_at
