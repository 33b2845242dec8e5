"""The outbox of the jobs: rows are leased, tried, completed, given up and replayed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen
from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.types import Integer, Text

from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.core.executor import StatementExecutor
from hushroom_adapters.postgres.core.listener import CHANNEL
from hushroom_adapters.postgres.core.repositories import utc_now
from hushroom_domain.shared.lanes import LATE_SECONDS, Lane

ERROR_LENGTH = 2_000
_KNOWN = frozenset(lane.value for lane in Lane)
"""The lanes of this release; rows may have lanes of a later one."""
SWEPT_AT_ONCE = 20_000


@frozen
class OutboxJob:
    """A row to be published to the job queue."""

    id: int
    reaction: str
    lane: Lane


@frozen
class OutboxRow:
    """A row whose reaction is to be run; `payload` is the event as JSON, `attempts` the number of former attempts.

    `unfinished` is the number of attempts since the last one that ended, including this one.
    """

    id: int
    event: str
    reaction: str
    payload: Mapping[str, Any] = field(repr=False)
    attempts: int
    unfinished: int


@frozen
class DeadLetter:
    """A row that was given up, with its last error."""

    id: int
    event: str
    reaction: str
    payload: Mapping[str, Any] = field(repr=False)
    attempts: int
    error: str | None
    died_at: datetime


@frozen
class OutboxLag:
    """The backlog: the numbers of waiting and of given up effects, and the age of the oldest due effect in seconds.

    `ages` holds the age of the oldest due effect of each lane that has one, in seconds.
    """

    pending: int
    oldest_seconds: float
    dead: int
    ages: Mapping[Lane, float] = field(factory=dict)

    @property
    def late(self) -> tuple[Lane, ...]:
        """Returns the lanes whose oldest due effect exceeds its limit."""
        return tuple(lane for lane in Lane if self.ages.get(lane, 0.0) > LATE_SECONDS[lane])

    def age_in_words(self, lane: Lane) -> str:
        """Returns the age of the oldest due effect of a lane as text."""
        return f"the oldest of {lane.value} for {self.ages.get(lane, 0.0):.0f} s"


def _statement(sql: str, *moments: str) -> TextClause:
    """Builds a statement whose named parameters are points in time, also when they are null."""
    return text(sql).bindparams(*(bindparam(name, type_=TIMESTAMP(timezone=True)) for name in moments))


_LEASE = _statement(
    """
    WITH due AS MATERIALIZED (
        SELECT waiting.id, place FROM unnest(:lanes, :rooms) WITH ORDINALITY AS given (lane, room, place)
        CROSS JOIN LATERAL (
            SELECT id FROM outbox
            WHERE outbox.lane = given.lane AND done_at IS NULL AND died_at IS NULL AND next_at <= :now
            ORDER BY next_at, id LIMIT given.room FOR UPDATE SKIP LOCKED
        ) AS waiting
    )
    UPDATE outbox SET next_at = :now + make_interval(secs => :lease_seconds)
    FROM due WHERE outbox.id = due.id RETURNING outbox.id, outbox.reaction, outbox.lane, due.place
    """,
    "now",
).bindparams(bindparam("lanes", type_=ARRAY(Text)), bindparam("rooms", type_=ARRAY(Integer)))
_TAKE_UP = text("""
    UPDATE outbox SET unfinished = unfinished + 1 WHERE id = :id AND done_at IS NULL AND died_at IS NULL
    RETURNING id, event, reaction, payload, attempts, unfinished
""")
_DONE = _statement(
    "UPDATE outbox SET done_at = :now, died_at = NULL, attempts = attempts + 1 WHERE id = :id AND done_at IS NULL",
    "now",
)
_FAILED = _statement(
    """
    UPDATE outbox SET
        attempts = attempts + CASE WHEN :retry_at IS NULL THEN greatest(unfinished, 1) ELSE 1 END, unfinished = 0,
        last_error = :error, next_at = coalesce(:retry_at, next_at),
        died_at = CASE WHEN :retry_at IS NULL THEN :now END
    WHERE id = :id AND done_at IS NULL
    """,
    "retry_at",
    "now",
)
_LEAVE = _statement(
    """
    UPDATE outbox SET unfinished = greatest(unfinished - 1, 0), last_error = :error, next_at = :until
    WHERE id = :id AND done_at IS NULL AND died_at IS NULL
    """,
    "until",
)
_LAG = _statement(
    """
    SELECT
        lane,
        count(*) FILTER (WHERE died_at IS NULL) AS pending,
        extract(epoch FROM :now - min(due_at) FILTER (WHERE died_at IS NULL AND due_at <= :now)) AS oldest,
        count(*) FILTER (WHERE died_at IS NOT NULL) AS dead
    FROM outbox WHERE done_at IS NULL GROUP BY lane
    """,
    "now",
)
_DEAD = text("""
    SELECT id, event, reaction, payload, attempts, last_error AS error, died_at FROM outbox
    WHERE died_at IS NOT NULL ORDER BY id LIMIT :at_most
""")
_REPLAY = _statement(
    """
    WITH replayed AS (
        UPDATE outbox SET died_at = NULL, attempts = 0, unfinished = 0, next_at = :now
        WHERE died_at IS NOT NULL AND (CAST(:id AS bigint) IS NULL OR id = :id) RETURNING id
    ), announced AS (SELECT pg_notify(:channel, ''))
    SELECT count(*) AS replayed FROM replayed, announced
    """,
    "now",
)
_SWEEP = _statement(
    """
    DELETE FROM outbox WHERE id IN (
        SELECT id FROM outbox WHERE done_at < :before LIMIT :at_most FOR UPDATE SKIP LOCKED
    )
    """,
    "before",
)


@frozen
class OutboxStore:
    """The rows of the outbox; each call is one statement."""

    database: Database
    now: Callable[[], datetime] = utc_now

    async def lease(self, room: Mapping[Lane, int], lease_seconds: int, now: datetime) -> list[OutboxJob]:
        """Leases at most `room` due rows of each lane, longest overdue first, in the order of the lanes.

        A leased row is not leased again for `lease_seconds`. A long queue in one lane does not delay the others.
        """
        lanes, rooms = [lane.value for lane in room], list(room.values())
        rows = await self._executor.rows(_LEASE, lanes=lanes, rooms=rooms, lease_seconds=lease_seconds, now=now)
        ordered = sorted(rows, key=lambda row: (row[3], row[0]))
        return [OutboxJob(row_id, reaction, Lane(lane)) for row_id, reaction, lane, _ in ordered]

    async def take_up(self, row_id: int) -> OutboxRow | None:
        """Counts one more try and returns the row; None when it is done, given up or unknown."""
        row = await self._executor.row(_TAKE_UP, id=row_id)
        return None if row is None else OutboxRow(*row)

    async def done(self, row_id: int, now: datetime) -> None:
        """Records that the reaction succeeded."""
        await self._executor.run(_DONE, id=row_id, now=now)

    async def failed(self, row_id: int, error: str, retry_at: datetime | None, now: datetime) -> None:
        """Records a failed attempt, to be repeated at `retry_at`; None gives the row up."""
        await self._executor.run(_FAILED, id=row_id, error=_kept(error), retry_at=retry_at, now=now)

    async def leave(self, row_id: int, error: str, until: datetime) -> None:
        """Leaves a row to the workers of another release until then, as if it had not been taken up."""
        await self._executor.run(_LEAVE, id=row_id, error=_kept(error), until=until)

    async def lag(self, now: datetime) -> OutboxLag:
        """Returns the backlog of the effects."""
        rows = await self._executor.rows(_LAG, now=now)
        ages = {Lane(lane): float(oldest) for lane, _, oldest, _ in rows if oldest is not None and lane in _KNOWN}
        return OutboxLag(
            pending=sum(pending for _, pending, _, _ in rows),
            oldest_seconds=max((float(oldest) for _, _, oldest, _ in rows if oldest is not None), default=0.0),
            dead=sum(dead for _, _, _, dead in rows),
            ages=ages,
        )

    async def dead_letters(self, limit: int = 100) -> list[DeadLetter]:
        """Returns the rows that were given up, oldest first."""
        return [DeadLetter(*row) for row in await self._executor.rows(_DEAD, at_most=limit)]

    async def replay(self, row_id: int | None = None) -> int:
        """Resets one row that was given up, or all of them, and returns their number."""
        ((replayed,),) = await self._executor.rows(_REPLAY, id=row_id, now=self.now(), channel=CHANNEL)
        return int(replayed)

    async def wait(self, timeout_seconds: float) -> bool:
        """Waits until rows may have been added; returns False after the timeout. For one task at a time."""
        return await self.database.listener.wait(timeout_seconds)

    async def sweep(self, before: datetime) -> int:
        """Deletes the rows that were done before then and returns their number."""
        swept = 0
        while batch := await self._executor.run(_SWEEP, before=before, at_most=SWEPT_AT_ONCE):
            swept += batch
        return swept

    @property
    def _executor(self) -> StatementExecutor:
        return StatementExecutor(self.database)


def _kept(error: str) -> str:
    """Returns the words about a failure as the row keeps them."""
    return error.replace("\0", "")[:ERROR_LENGTH]
