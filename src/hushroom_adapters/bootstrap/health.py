"""The health of the dependencies, checked in bounded time and not more often than useful."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Generic, TypeVar

import structlog
from attrs import define, field, frozen

from hushroom_domain.shared.causes import reason_of, shape_of

PATIENCE_SECONDS = 3.0
"""Less than an orchestrator waits for its probe."""

log = structlog.get_logger(__name__)


@define
class Probe:
    """One check of one dependency. Callers at the same time share the result, for `fresh_seconds`."""

    name: str
    look: Callable[[], Awaitable[object]]
    """Returns when all is well, and raises whatever it likes when it is not."""
    fresh_seconds: float
    _is_well: bool = field(default=False, init=False)
    _fresh_until: float = field(default=float("-inf"), init=False)
    _said: str | None = field(default=None, init=False)
    _one_at_a_time: asyncio.Lock = field(factory=asyncio.Lock, init=False)

    async def is_well(self) -> bool:
        """Returns whether the dependency is well, or was a moment ago; never raises."""
        async with self._one_at_a_time:
            if time.monotonic() >= self._fresh_until:
                self._is_well = await self._looked()
                self._fresh_until = time.monotonic() + self.fresh_seconds
            return self._is_well

    async def _looked(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.look()
        except Exception as error:  # noqa: BLE001 - whatever a dependency raises, it is not well
            self._say_unwell(reason_of(error))
            return False
        self._say_well()
        return True

    def _say_unwell(self, reason: str) -> None:
        """Logs a cause once, until it changes or is over."""
        if self._said is None or shape_of(reason) != shape_of(self._said):
            log.warning("dependency is not well", dependency=self.name, reason=reason)
        self._said = reason

    def _say_well(self) -> None:
        if self._said is not None:
            log.info("dependency is well again", dependency=self.name)
        self._said = None


T = TypeVar("T")


@define
class Shared(Generic[T]):
    """One result for all callers within `fresh_seconds`."""

    look: Callable[[], Awaitable[T]]
    fresh_seconds: float
    _found: tuple[float, T] | None = field(default=None, init=False)
    _one_at_a_time: asyncio.Lock = field(factory=asyncio.Lock, init=False)

    async def get(self) -> T:
        """Returns the result; a check that fails is not remembered, and its error is raised."""
        async with self._one_at_a_time:
            if self._found is None or time.monotonic() >= self._found[0]:
                value = await self.look()
                self._found = (time.monotonic() + self.fresh_seconds, value)
            return self._found[1]


async def _all(probes: Iterable[Probe]) -> Mapping[str, bool]:
    asked = tuple(probes)
    answers = await asyncio.gather(*(probe.is_well() for probe in asked))
    return {probe.name: answer for probe, answer in zip(asked, answers, strict=True)}


@frozen(kw_only=True)
class Health:
    """The health of all dependencies."""

    database_probe: Probe
    redis_probe: Probe
    migrations_probe: Probe
    lane_probes: tuple[Probe, ...]
    """Returns for each lane, named `effects.LANE`, whether its effects keep up."""
    disk_probe: Probe
    others: tuple[Probe, ...] = ()

    async def database(self) -> bool:
        """Returns whether PostgreSQL answers."""
        return await self.database_probe.is_well()

    async def redis(self) -> bool:
        """Returns whether Redis answers."""
        return await self.redis_probe.is_well()

    async def ready(self) -> Mapping[str, bool]:
        """Returns the health of the dependencies without which this process cannot serve; it waits for the others."""
        return await _all((self.database_probe, self.migrations_probe))

    async def tolerated(self) -> Mapping[str, bool]:
        """Returns the dependencies that may be unwell while reads are served: late effects, a full disk.

        `effects` is well when each of its lanes is.
        """
        found = await _all((*self.lane_probes, self.disk_probe))
        return {"effects": all(found[probe.name] for probe in self.lane_probes), **found}

    async def dependencies(self) -> Mapping[str, bool]:
        """Returns the health of every dependency by name; `effects` and `disk` as in `tolerated`."""
        own = (self.database_probe, self.migrations_probe, self.redis_probe)
        asked, tolerated = await asyncio.gather(_all((*own, *self.others)), self.tolerated())
        return {**asked, "effects": tolerated["effects"], "disk": tolerated["disk"]}
