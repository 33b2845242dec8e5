"""Brakes in Redis: attempts at one account or mailbox are counted over all client addresses.

Known devices have counts of their own, and so have networks from which the owner signed in within 30 days, so that a
stranger who guesses from elsewhere does not lock the owner out.
"""

import hashlib
from collections.abc import Collection, Mapping

from attrs import field, frozen
from limits import RateLimitItem, parse

from hushroom_adapters.redis.attempt_counts import OwnCounts, SharedCounts
from hushroom_adapters.redis.connection import RedisAway, RedisConnection
from hushroom_domain.identity.model import AttemptVerdict, ProofAttempt
from hushroom_domain.identity.policy import KNOWN_NETWORKS_FOR
from hushroom_domain.identity.ports import Braked

PREFIX = "hushroom:known"
KNOWN_HERE_AT_MOST = 10_000


def _parsed(limits: Mapping[Braked, str]) -> Mapping[Braked, RateLimitItem]:
    return {what: parse(text) for what, text in limits.items()}


@frozen
class RedisBrakes:
    """Implements `Brakes`. While Redis is away each process counts for itself."""

    connection: RedisConnection
    limits: Mapping[Braked, RateLimitItem] = field(converter=_parsed)
    enabled: bool = True
    _shared: SharedCounts = field(init=False)
    _own: OwnCounts = field(init=False, factory=OwnCounts)
    _known_here: dict[str, float] = field(init=False, factory=dict)
    """The networks that were proven to this process and when, for as long as Redis is away; the newest are kept."""

    @_shared.default
    def _shared_counts(self) -> SharedCounts:
        return SharedCounts(self.connection)

    async def take(self, what: Braked, attempt: ProofAttempt) -> AttemptVerdict:
        if not self.enabled:
            return AttemptVerdict(is_allowed=True)
        try:
            return await self.connection.ask(lambda: self._take(what, attempt))
        except RedisAway:
            bucket = _bucket(what, attempt, self._known_here.get(_place(attempt)))
            return self._own.take(bucket, self.limits[what], str(attempt.id))

    async def prove(self, what: Braked, attempt: ProofAttempt) -> None:
        if not self.enabled:
            return
        others, own = _of_others(what, attempt.subject), _bucket(what, attempt, attempt.at.timestamp())
        self._remember_here(attempt)
        self._own.give_back(others, str(attempt.id))
        if own != others:
            self._own.clear(own)
        try:
            await self.connection.ask(lambda: self._prove(attempt, others, own))
        except RedisAway:
            return

    async def give_back(self, what: Braked, attempt: ProofAttempt) -> None:
        if not self.enabled:
            return
        # The network may be known or forgotten since, and the attempt is in one of the counts only.
        possible = {_of_others(what, attempt.subject), _bucket(what, attempt, attempt.at.timestamp())}
        for bucket in possible:
            self._own.give_back(bucket, str(attempt.id))
        try:
            await self.connection.ask(lambda: self._give_back(possible, str(attempt.id)))
        except RedisAway:
            return

    async def clear(self, what: Braked, subject: str) -> None:
        if not self.enabled:
            return
        others = _of_others(what, subject)
        self._own.clear(others)
        try:
            await self.connection.ask(lambda: self._shared.clear(others))
        except RedisAway:
            return

    async def _take(self, what: Braked, attempt: ProofAttempt) -> AttemptVerdict:
        found = await self.connection.client.get(f"{PREFIX}:{_place(attempt)}")
        bucket = _bucket(what, attempt, None if found is None else float(found))
        return await self._shared.take(bucket, self.limits[what], str(attempt.id))

    async def _prove(self, attempt: ProofAttempt, others: str, own: str) -> None:
        if attempt.network is not None:
            place, at = f"{PREFIX}:{_place(attempt)}", repr(attempt.at.timestamp())
            await self.connection.client.set(place, at, ex=KNOWN_NETWORKS_FOR)
        await self._shared.give_back(others, str(attempt.id))
        if own != others:
            await self._shared.clear(own)

    async def _give_back(self, buckets: Collection[str], attempt_id: str) -> None:
        for bucket in buckets:
            await self._shared.give_back(bucket, attempt_id)

    def _remember_here(self, attempt: ProofAttempt) -> None:
        if attempt.network is None:
            return
        place = _place(attempt)
        self._known_here.pop(place, None)
        self._known_here[place] = attempt.at.timestamp()
        while len(self._known_here) > KNOWN_HERE_AT_MOST:
            del self._known_here[next(iter(self._known_here))]


def _place(attempt: ProofAttempt) -> str:
    """Returns the name of the attempt's subject and network."""
    return _digest("place", attempt.subject, attempt.network or "")


def _bucket(what: Braked, attempt: ProofAttempt, proved_at: float | None) -> str:
    """Returns the name of the count: that of the device, of the network, or of all others.

    `proved_at` is the time at which the owner last signed in from the network, in seconds since 1970.
    """
    if attempt.device_id is not None:
        return _digest(what, attempt.subject, "device", str(attempt.device_id))
    is_present = attempt.changed_at is None or (proved_at or 0) >= attempt.changed_at.timestamp()
    if attempt.network is None or proved_at is None or not is_present:
        return _of_others(what, attempt.subject)
    return _digest(what, attempt.subject, "network", attempt.network)


def _of_others(what: Braked, subject: str) -> str:
    """Returns the name of the count that all unknown devices have together."""
    return _digest(what, subject)


def _digest(*parts: str) -> str:
    """Returns the digest that Redis keeps instead of an address."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
