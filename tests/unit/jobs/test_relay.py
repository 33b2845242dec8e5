"""The relay between an outbox and a broker, each of which may be unreachable for a time."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from attrs import define, field, frozen

from hushroom_adapters.jobs.ports import Job, OutboxStore
from hushroom_adapters.jobs.relay import BATCH, Relay
from hushroom_domain.shared.lanes import Lane
from tests.support.waiting import PATIENCE_SECONDS, until

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@frozen
class DueJob:
    id: int
    lane: Lane = Lane.MAIL


@define
class Clock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@define
class Rows:
    """An outbox whose rows are due, each leased until its lease ends."""

    waiting: dict[int, datetime] = field(factory=dict)
    urgent: frozenset[int] = frozenset()
    wakes: int = 0
    is_told: bool = True

    @classmethod
    def of(cls, how_many: int) -> "Rows":
        return cls(dict.fromkeys(range(1, how_many + 1), NOW))

    async def lease(self, room: Mapping[Lane, int], lease_seconds: int, now: datetime) -> list[DueJob]:
        jobs = [job for lane, free in room.items() for job in self._due(lane, now)[:free]]
        self.waiting |= {job.id: now + timedelta(seconds=lease_seconds) for job in jobs}
        return jobs

    def _due(self, lane: Lane, now: datetime) -> list[DueJob]:
        due = [number for number, at in self.waiting.items() if at <= now]
        jobs = [DueJob(number, Lane.MONEY if number in self.urgent else Lane.MAIL) for number in due]
        return [job for job in jobs if job.lane is lane]

    async def wait(self, timeout_seconds: float) -> bool:
        assert timeout_seconds <= 1
        self.wakes += 1
        await asyncio.sleep(0)
        return self.is_told

    async def has_waited(self, times: int) -> bool:
        return self.wakes >= times


@define
class Queue:
    """A broker that accepts `size` messages of each lane; `is_down` makes it unreachable."""

    size: int = 500
    is_down: bool = False
    taken: list[int] = field(factory=list)
    lanes: Counter[Lane] = field(factory=Counter)

    async def room(self) -> dict[Lane, int]:
        if self.is_down:
            raise ConnectionError("the broker is away")
        return {lane: self.size - self.lanes[lane] for lane in Lane}

    async def has(self, messages: int) -> bool:
        return len(self.taken) == messages

    async def publish(self, jobs: Iterable[Job]) -> None:
        for job in jobs:
            self.taken.append(job.id)
            self.lanes[job.lane] += 1


def a_relay(rows: Rows, queue: Queue, clock: Clock | None = None) -> Relay:
    return Relay(outbox=cast("OutboxStore", rows), messages=queue, clock=clock or Clock(), lease_seconds=15)


async def test_what_is_due_is_published_in_batches() -> None:
    rows, queue = Rows.of(120), Queue()
    relay = a_relay(rows, queue)
    assert [(await relay.move()).total() for _ in range(4)] == [BATCH, BATCH, 20, 0]
    assert sorted(queue.taken) == list(range(1, 121))


async def test_a_row_that_is_not_done_in_time_is_published_again() -> None:
    rows, queue, clock = Rows.of(1), Queue(), Clock()
    relay = a_relay(rows, queue, clock)
    assert ((await relay.move()).total(), (await relay.move()).total()) == (1, 0)
    clock.at += timedelta(seconds=15)
    assert (await relay.move()).total() == 1
    assert queue.taken == [1, 1]


async def test_a_full_queue_leaves_the_rest_in_the_outbox() -> None:
    rows, queue = Rows.of(120), Queue(size=70)
    relay = a_relay(rows, queue)
    assert [(await relay.move()).total() for _ in range(3)] == [50, 20, 0]
    assert sum(at <= NOW for at in rows.waiting.values()) == 50


async def test_a_lane_whose_queue_is_full_stands_before_no_other() -> None:
    rows, queue = Rows.of(1_000), Queue(size=70)
    rows.urgent = frozenset(range(996, 1_001))
    relay = a_relay(rows, queue)
    assert await relay.move() == {Lane.MONEY: 5, Lane.MAIL: BATCH}
    assert queue.taken[:5] == [996, 997, 998, 999, 1_000]
    assert [(await relay.move()).total() for _ in range(2)] == [20, 0]
    rows.waiting[1_001], rows.urgent = NOW, rows.urgent | {1_001}
    assert await relay.move() == {Lane.MONEY: 1}


async def test_nothing_is_leased_while_the_broker_is_away() -> None:
    rows = Rows.of(3)
    with pytest.raises(ConnectionError):
        await a_relay(rows, Queue(is_down=True)).move()
    assert set(rows.waiting.values()) == {NOW}


async def test_four_relays_publish_each_row_once() -> None:
    rows, queue = Rows.of(200), Queue()
    relays = [a_relay(rows, queue) for _ in range(4)]
    await asyncio.gather(*(relay.move() for relay in relays for _ in range(2)))
    assert sorted(queue.taken) == list(range(1, 201))


async def test_a_relay_goes_on_by_itself_when_the_broker_is_back() -> None:
    rows, queue = Rows.of(3), Queue(is_down=True)
    relay = Relay(outbox=cast("OutboxStore", rows), messages=queue, clock=Clock(), lease_seconds=15, rest_seconds=0.001)
    running = asyncio.create_task(relay.run())
    await asyncio.sleep(0.02)
    assert queue.taken == []
    queue.is_down = False
    assert await until(lambda: queue.has(3))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


@pytest.mark.parametrize(
    ("due", "is_told", "announced"),
    [
        pytest.param(3, False, 1, id="own rows"),
        pytest.param(0, True, 5, id="rows that another relay may have leased"),
        pytest.param(0, False, 0, id="nothing"),
    ],
)
async def test_the_workers_hear_of_what_was_published_or_added(due: int, is_told: bool, announced: int) -> None:
    rows, calls = Rows.of(due), list[None]()
    rows.is_told = is_told
    relay = Relay(
        outbox=cast("OutboxStore", rows),
        messages=Queue(),
        clock=Clock(),
        lease_seconds=15,
        announce=lambda: calls.append(None),
    )
    async with asyncio.timeout(PATIENCE_SECONDS):
        running = asyncio.create_task(relay.run())
        assert await until(lambda: rows.has_waited(6))
        running.cancel()
    assert len(calls) == announced if announced < 5 else len(calls) >= announced
