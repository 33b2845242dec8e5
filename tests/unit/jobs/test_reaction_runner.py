"""The run of one outbox row, which ends as done, to be retried, or given up."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
import structlog
from attrs import define, evolve, frozen

from hushroom_adapters.jobs.ports import OutboxStore
from hushroom_adapters.jobs.reaction_runner import LEFT_FOR, LONGEST_SECONDS, NEVER_ENDED, ReactionRunner, in_words
from hushroom_adapters.jobs.retry_policy import MOST_UNFINISHED
from hushroom_adapters.memory import in_memory_platform
from hushroom_adapters.memory.clock import ManualClock
from hushroom_adapters.memory.gateway import EntryKind, Moment
from hushroom_adapters.postgres.core.codec import JsonCodec
from hushroom_domain.payments.events import PaymentActionRequired
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.reactions import EVENTS_BY_NAME
from hushroom_domain.sessions.errors import SessionNotFound
from hushroom_domain.sessions.events import SessionEnded
from hushroom_domain.shared.events import Event
from tests.support.builders import an_id
from tests.support.existing import existing
from tests.support.worlds import World

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@frozen
class Row:
    reaction: str
    payload: Any
    id: int = 1
    event: str = "an.event"
    attempts: int = 0
    unfinished: int = 0


@define
class Rows:
    """An outbox of one row."""

    row: Row
    is_done: bool = False
    is_dead: bool = False
    retry_at: datetime | None = None
    error: str = ""

    async def take_up(self, row_id: int) -> Row | None:
        assert row_id == self.row.id
        self.row = evolve(self.row, unfinished=self.row.unfinished + 1)
        return None if self.is_done or self.is_dead else self.row

    async def done(self, row_id: int, now: datetime) -> None:
        assert (row_id, now) == (self.row.id, NOW)
        self.is_done = True

    async def failed(self, row_id: int, error: str, retry_at: datetime | None, now: datetime) -> None:
        assert (row_id, now) == (self.row.id, NOW)
        self.error, self.retry_at, self.is_dead = error, retry_at, retry_at is None
        tries = self.row.unfinished if self.is_dead else 1
        self.row = evolve(self.row, attempts=self.row.attempts + tries, unfinished=0)

    async def leave(self, row_id: int, error: str, until: datetime) -> None:
        assert row_id == self.row.id
        self.error, self.retry_at = error, until
        self.row = evolve(self.row, unfinished=self.row.unfinished - 1)


class Clock:
    def now(self) -> datetime:
        return NOW


@pytest.fixture(autouse=True)
def log() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as lines:
        yield lines


@pytest.fixture
def world() -> World:
    clock = ManualClock()
    return World(clock, in_memory_platform(clock=clock))


def kept_as_it_is(_: str, payload: Mapping[str, Any]) -> Event:
    return cast("Event", payload)


def effects(world: World, rows: Rows) -> ReactionRunner:
    return ReactionRunner(
        application=world.app,
        outbox=cast("OutboxStore", rows),
        read_event=kept_as_it_is,
        clock=Clock(),
        chance=lambda: 0.0,
    )


async def wanted(world: World) -> Rows:
    """Returns an outbox with one capture that is due."""
    session = await world.ended(await world.companion())
    await world.app.payments.settle(session.id)
    payment = await world.payment_of(session)
    return Rows(Row("pursue_payment", PaymentActionRequired(payment.id)))


async def test_an_effect_that_succeeds_is_done(world: World) -> None:
    rows = await wanted(world)
    await effects(world, rows).carry_out(1)
    assert rows.is_done
    assert (await world.payment(rows.row.payload.payment_id)).status is PaymentStatus.CAPTURED


async def test_an_effect_that_is_done_is_not_done_again(world: World) -> None:
    rows = await wanted(world)
    rows.is_done = True
    await effects(world, rows).carry_out(1)
    assert (await world.payment(rows.row.payload.payment_id)).status is PaymentStatus.AUTHORIZED


async def test_somebody_who_is_away_is_asked_again_later_and_later(world: World) -> None:
    rows = await wanted(world)
    world.platform.gateway.faults.plan("capture", Moment.BEFORE, times=3)
    for seconds in (1, 2, 4):
        await effects(world, rows).carry_out(1)
        assert (rows.is_done, rows.retry_at) == (False, NOW + timedelta(seconds=seconds))
        assert rows.error.startswith("payment.provider_unavailable: ")
    await effects(world, rows).carry_out(1)
    assert rows.is_done


async def test_an_answer_that_was_lost_is_found_at_the_next_try(world: World) -> None:
    rows = await wanted(world)
    world.platform.gateway.faults.plan("capture", Moment.AFTER)
    ends = []
    for _ in range(2):
        await effects(world, rows).carry_out(1)
        ends.append(rows.is_done)
    assert ends == [False, True]
    assert sum(entry.kind is EntryKind.CAPTURE for entry in world.platform.gateway.ledger) == 1


async def test_a_refusal_is_given_up_after_five_tries_and_said_so(world: World, log: list[Any]) -> None:
    event = SessionEnded(
        session_id=an_id(), seeker_id=an_id(), companion_id=an_id(), companion_user_id=an_id(), is_completed=True
    )
    rows = Rows(Row("settle_payment", event))
    for _ in range(5):
        assert not rows.is_dead
        await effects(world, rows).carry_out(1)
    assert rows.is_dead
    assert rows.error == f"{SessionNotFound.code}: {SessionNotFound.message}"
    assert [line["log_level"] for line in log] == ["warning"] * 4 + ["error"]


async def test_an_effect_that_was_taken_up_again_and_again_and_never_ended_is_given_up_unseen(
    world: World, log: list[Any]
) -> None:
    rows = await wanted(world)
    for deaths in range(MOST_UNFINISHED):
        assert existing(await rows.take_up(1)).unfinished == deaths + 1
    await effects(world, rows).carry_out(1)
    assert (rows.is_dead, rows.error) == (True, NEVER_ENDED)
    assert rows.row.attempts == MOST_UNFINISHED + 1
    assert [line["log_level"] for line in log] == ["error"]
    assert (await world.payment(rows.row.payload.payment_id)).status is PaymentStatus.AUTHORIZED, (
        "it was not run once more"
    )


async def test_an_effect_whose_worker_was_killed_is_tried_again_and_is_forgiven_when_it_ends(world: World) -> None:
    rows = await wanted(world)
    world.platform.gateway.faults.plan("capture", Moment.BEFORE)
    for _ in range(MOST_UNFINISHED - 1):
        await rows.take_up(1)
    await effects(world, rows).carry_out(1)
    assert (rows.is_dead, rows.row.attempts, rows.row.unfinished) == (False, 1, 0)
    await effects(world, rows).carry_out(1)
    assert rows.is_done


def test_the_slowest_effect_is_not_taken_for_one_that_kills() -> None:
    """A slow reaction is taken up again with each lease while it still runs."""
    lease_seconds = 15
    assert LONGEST_SECONDS / lease_seconds < MOST_UNFINISHED


PUSH_OF_NEXT_YEAR = {
    "kind": "A_KIND_OF_NEXT_YEAR",
    "subscription_id": str(an_id()),
    "session_id": str(an_id()),
    "at": NOW.isoformat(),
}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row("a_reaction_of_next_year", {}, event="session.ended"), "no reaction is called a_reaction_of_next_year"),
        (Row("settle_payment", {}, event="an.event_of_next_year"), "an.event_of_next_year cannot be read"),
        (Row("settle_payment", {"session": "renamed"}, event="session.ended"), "session.ended cannot be read"),
        (Row("send_push", PUSH_OF_NEXT_YEAR, event="push.due"), "push.due cannot be read"),
    ],
)
async def test_a_row_that_only_a_later_release_reads_waits_for_it_however_long_that_takes(
    world: World, row: Row, said: str, log: list[Any]
) -> None:
    rows = Rows(row)
    runner = evolve(effects(world, rows), read_event=lambda name, kept: JsonCodec().build(kept, EVENTS_BY_NAME[name]))
    for _ in range(5 * MOST_UNFINISHED):
        await runner.carry_out(1)
    assert (rows.is_done, rows.is_dead, rows.row.attempts, rows.row.unfinished) == (False, False, 0, 0)
    assert rows.retry_at == NOW + LEFT_FOR
    assert said in rows.error
    assert {line["log_level"] for line in log} == {"warning"}


async def test_a_mistake_is_given_up_in_the_end_and_never_escapes(world: World) -> None:
    rows = Rows(Row("settle_payment", payload="nonsense", attempts=10))
    await effects(world, rows).carry_out(1)
    assert not rows.is_dead
    await effects(world, rows).carry_out(1)
    assert rows.is_dead


def test_what_is_kept_of_a_failure_is_one_short_line_without_what_it_quotes() -> None:
    words = in_words(ValueError("no such column\n[parameters: {'email': 'someone@hushroom.test'}]\0"))
    assert words == "ValueError: no such column"
    assert len(in_words(ValueError("x" * 10_000))) == 500
