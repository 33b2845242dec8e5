"""The streams of notifications of one process: woken for their own reader, and never by a queue that grows."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest
from attrs import define, field

from hushroom_domain.shared.ids import UserId
from hushroom_http.pages.notifications.streams import NoticeStreams, Wake
from hushroom_http.server.ports import Platform

LONG = 3_600.0


@define
class Signals:
    """Implements `UserSignals`; a test says who is signalled."""

    heard: Callable[[UserId | None], None] | None = None

    async def listen(self, heard: Callable[[UserId | None], None]) -> None:
        self.heard = heard
        await asyncio.Event().wait()


@define
class Places:
    """Implements `Streams` with a limit."""

    limit: int
    taken: set[tuple[str, str]] = field(factory=set)

    async def take(self, holder: str, stream_id: str) -> bool:
        if sum(one == holder for one, _ in self.taken) >= self.limit:
            return False
        self.taken.add((holder, stream_id))
        return True

    async def release(self, holder: str, stream_id: str) -> None:
        self.taken.discard((holder, stream_id))

    async def give_signs(self) -> None:
        """Tells nobody, because nothing expires here."""


@pytest.fixture
def signals() -> Signals:
    return Signals()


def streams_with(signals: Signals, users: int = 10, addresses: int = 10) -> tuple[NoticeStreams, Places, Places]:
    of_users, of_addresses = Places(users), Places(addresses)
    platform: Any = SimpleNamespace(user_signals=signals, streams_of_users=of_users, streams_of_addresses=of_addresses)
    return NoticeStreams(lambda: cast("Platform", platform)), of_users, of_addresses


async def test_many_calls_before_a_wait_are_one_and_the_next_wait_is_a_new_one() -> None:
    wake = Wake()
    for _ in range(1_000):
        wake.call()
    await wake.wait(LONG)
    waiting = asyncio.create_task(wake.wait(LONG))
    await asyncio.sleep(0)
    assert not waiting.done()
    wake.end()
    await waiting
    assert wake.is_over


async def test_a_wait_ends_by_itself() -> None:
    await Wake().wait(0.0)


async def test_a_signal_wakes_all_streams_of_its_user_and_no_other(signals: Signals) -> None:
    ada, ben = UserId(uuid4()), UserId(uuid4())
    streams, _, _ = streams_with(signals)
    with streams.opened(ada) as one, streams.opened(ada) as other, streams.opened(ben) as foreign:
        await asyncio.sleep(0)
        assert signals.heard is not None
        signals.heard(ada)
        await one.wait(LONG)
        await other.wait(LONG)
        left = asyncio.create_task(foreign.wait(LONG))
        await asyncio.sleep(0)
        assert not left.done()
        left.cancel()
    signals.heard(ada)
    await streams.close()


async def test_a_signal_that_may_have_been_missed_wakes_everybody(signals: Signals) -> None:
    streams, _, _ = streams_with(signals)
    with streams.opened(UserId(uuid4())) as one, streams.opened(UserId(uuid4())) as other:
        await asyncio.sleep(0)
        assert signals.heard is not None
        signals.heard(None)
        await one.wait(LONG)
        await other.wait(LONG)
    await streams.close()


async def test_closing_ends_every_stream(signals: Signals) -> None:
    streams, _, _ = streams_with(signals)
    with streams.opened(UserId(uuid4())) as wake:
        await streams.close()
        await wake.wait(LONG)
        assert wake.is_over


@pytest.mark.parametrize(("users", "addresses"), [(2, 10), (10, 2)])
async def test_a_stream_needs_a_place_of_its_reader_and_of_its_address(
    signals: Signals, users: int, addresses: int
) -> None:
    ada = UserId(uuid4())
    streams, of_users, of_addresses = streams_with(signals, users, addresses)
    places = [await streams.take(ada, "192.0.2.1") for _ in range(3)]
    assert [bool(place) for place in places] == [True, True, False]
    assert len(of_users.taken) == len(of_addresses.taken) == 2
    await streams.release(ada, "192.0.2.1", places[0])
    assert await streams.take(ada, "192.0.2.1")
    await streams.close()
