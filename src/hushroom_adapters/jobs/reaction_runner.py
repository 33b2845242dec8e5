"""Runs the reaction of one row of the outbox and records the outcome."""

import asyncio
import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import structlog
from attrs import field, frozen

from hushroom_adapters.jobs.ports import OutboxStore, Row
from hushroom_adapters.jobs.retry_policy import MOST_UNFINISHED, Chance, wait_after
from hushroom_adapters.observability.logs import correlated
from hushroom_adapters.observability.redaction import scrub
from hushroom_domain.application import Application
from hushroom_domain.reactions import BY_NAME, Reaction
from hushroom_domain.shared.causes import reason_of
from hushroom_domain.shared.errors import DomainError, Unavailable
from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ports import Clock

LONGEST_SECONDS = 120.0
"""A reaction that takes longer hangs: it fails, and is tried again."""
LONGEST_ERROR = 500
NEVER_ENDED = "It was taken up again and again and never came to an end: it may be what kills the worker"

LEFT_FOR = timedelta(seconds=30)
"""The time until a row that this release cannot read is offered to a worker again."""

log = structlog.get_logger(__name__)


class UnknownToThisRelease(Exception):
    """A row has a reaction, an event or a value of it that this release does not know."""


@frozen(kw_only=True)
class ReactionRunner:
    """Runs reactions, each at least once. A failure never escapes: it is stored in the row, which is retried."""

    application: Application
    outbox: OutboxStore
    read_event: Callable[[str, Mapping[str, Any]], Event]
    clock: Clock
    # Spreading retries needs no secrecy.
    chance: Chance = field(factory=lambda: random.Random().random)  # noqa: S311 - it spreads retries, it guards nothing

    async def carry_out(self, row_id: int) -> None:
        """Runs the reaction of this row, unless it is done or given up."""
        row = await self.outbox.take_up(row_id)
        if row is None:
            return
        with correlated(f"effect-{row.id}", event_name=row.event, reaction=row.reaction):
            if row.unfinished > MOST_UNFINISHED:
                await self._give_up(row)
                return
            try:
                reaction, event = self._read(row)
            except UnknownToThisRelease as error:
                await self._leave(row, error)
                return
            try:
                async with asyncio.timeout(LONGEST_SECONDS):
                    await reaction.run(self.application, event)
            except Exception as error:  # noqa: BLE001 - whatever went wrong, the row has to say so
                await self._failed(row, error)
            else:
                await self.outbox.done(row.id, self.clock.now())

    async def _give_up(self, row: Row) -> None:
        """Gives up a row whose attempts all killed their process, without one more attempt."""
        log.error("effect given up, it never came to an end", attempts=row.attempts + row.unfinished)
        await self.outbox.failed(row.id, NEVER_ENDED, None, self.clock.now())

    def _read(self, row: Row) -> tuple[Reaction, Event]:
        """Returns the reaction of a row and its event. Raises: UnknownToThisRelease."""
        reaction = BY_NAME.get(row.reaction)
        if reaction is None:
            raise UnknownToThisRelease(f"no reaction is called {row.reaction}")
        try:
            return reaction, self.read_event(row.event, row.payload)
        except Exception as error:
            raise UnknownToThisRelease(f"{row.event} cannot be read: {reason_of(error)}") from error

    async def _leave(self, row: Row, error: Exception) -> None:
        """Leaves a row that this release cannot read to the workers of one that can, for as long as that takes.

        While a release is rolled out, its rows are taken up by workers of the one before, too. Their attempts do not
        count, and nothing is given up; a row that no release reads makes its lane late, which is reported.
        """
        log.warning("effect left to another release", reason=in_words(error))
        await self.outbox.leave(row.id, in_words(error), self.clock.now() + LEFT_FOR)

    async def _failed(self, row: Row, error: Exception) -> None:
        now, attempts = self.clock.now(), row.attempts + 1
        wait = wait_after(error, attempts, self.chance)
        _report(error, attempts, is_given_up=wait is None)
        await self.outbox.failed(row.id, in_words(error), now + wait if wait is not None else None, now)


def in_words(error: Exception) -> str:
    """Returns the description of a failure for the row: its causes, without secrets and without quoted values."""
    said = reason_of(error)
    if isinstance(error, DomainError):
        said = f"{error.code}: {said.removeprefix(type(error).__name__).removeprefix(': ')}"
    return scrub(said)[:LONGEST_ERROR]


def _report(error: Exception, attempts: int, *, is_given_up: bool) -> None:
    """Logs a programming error with its traceback, and an unavailable service without one."""
    say = log.error if is_given_up else log.warning
    said = "effect given up" if is_given_up else "effect failed, will be tried again"
    trace = None if isinstance(error, Unavailable) else error
    say(said, attempts=attempts, reason=in_words(error), exc_info=trace)
