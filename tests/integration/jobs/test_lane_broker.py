"""The broker of a lane: it waits at an empty queue, and messages that are announced are taken at once."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from attrs import frozen

from hushroom_adapters.jobs import broker as under_test
from hushroom_adapters.jobs.broker import LaneBroker, Publisher, broker_at, queue_of
from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_domain.shared.lanes import Lane
from tests.support.waiting import PATIENCE_SECONDS, wait_until

FOR_EVER = 3_600.0


@frozen
class DueJob:
    id: int
    lane: Lane = Lane.MONEY


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as pool:
        yield pool


@pytest.fixture
def lane(own_valkey: EmbeddedServer) -> Iterator[LaneBroker]:
    broker = LaneBroker(own_valkey.url)
    yield broker
    broker.stop_asking()
    broker.close()


@pytest.fixture
def publisher(own_valkey: EmbeddedServer) -> Publisher:
    return Publisher(broker_at(own_valkey.url))


def ask(threads: ThreadPoolExecutor, lane: LaneBroker) -> "Future[list[bytes]]":
    return threads.submit(lane.do_fetch, queue_of(Lane.MONEY), 10)


async def test_a_message_of_another_process_is_found_by_asking_now_and_then(
    threads: ThreadPoolExecutor, lane: LaneBroker, publisher: Publisher
) -> None:
    asked = ask(threads, lane)
    await publisher.publish([DueJob(1)])
    assert len(asked.result(PATIENCE_SECONDS)) == 1


async def test_an_announced_message_is_taken_at_once(
    monkeypatch: pytest.MonkeyPatch, threads: ThreadPoolExecutor, lane: LaneBroker, publisher: Publisher
) -> None:
    monkeypatch.setattr(under_test, "SHORTEST_PAUSE", FOR_EVER)
    asked = ask(threads, lane)
    await publisher.publish([DueJob(1), DueJob(2)])
    lane.wake()
    assert len(asked.result(PATIENCE_SECONDS)) in {1, 2}
    assert publisher.broker.do_qsize(queue_of(Lane.MONEY)) == 2  # those that are taken count until they are done


async def test_a_message_that_is_on_its_way_at_the_announcement_is_taken_soon(
    monkeypatch: pytest.MonkeyPatch, threads: ThreadPoolExecutor, lane: LaneBroker, publisher: Publisher
) -> None:
    asked = ask(threads, lane)
    monkeypatch.setattr(under_test, "LONGEST_PAUSE", FOR_EVER)
    lane.wake()
    assert wait_until(lambda: not lane._woken.is_set())
    await publisher.publish([DueJob(1)])
    assert len(asked.result(PATIENCE_SECONDS)) == 1


def test_a_worker_that_stops_takes_no_more_messages(
    monkeypatch: pytest.MonkeyPatch, threads: ThreadPoolExecutor, lane: LaneBroker
) -> None:
    monkeypatch.setattr(under_test, "SHORTEST_PAUSE", FOR_EVER)
    asked = ask(threads, lane)
    lane.stop_asking()
    assert asked.result(PATIENCE_SECONDS) == []
    assert ask(threads, lane).result(PATIENCE_SECONDS) == []
