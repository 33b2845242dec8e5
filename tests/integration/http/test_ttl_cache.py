"""The TTL cache: values that may be some seconds old are computed once in that time."""

import asyncio

import pytest
from attrs import define, field

from hushroom_http.server.ttl_cache import TtlCache


@define
class CallCounter:
    """Counts its calls."""

    looks: int = 0
    now: float = 100.0
    gate: asyncio.Event = field(factory=asyncio.Event)

    async def look(self) -> int:
        self.looks += 1
        await self.gate.wait()
        return self.looks


@pytest.fixture
def counter() -> CallCounter:
    made = CallCounter()
    made.gate.set()
    return made


@pytest.fixture
def remembered(counter: CallCounter) -> TtlCache[int]:
    return TtlCache(5.0, lambda: counter.now)


async def test_a_value_counts_for_its_seconds(counter: CallCounter, remembered: TtlCache[int]) -> None:
    found = []
    for _ in range(4):
        found.append(await remembered.get("here", counter.look))
        counter.now += 2.5
    assert found == [1, 1, 2, 2]


async def test_what_was_found_in_another_source_does_not_count(counter: CallCounter, remembered: TtlCache[int]) -> None:
    assert [await remembered.get(source, counter.look) for source in ("here", "there", "there")] == [1, 2, 2]


async def test_however_many_ask_at_once_one_looks(counter: CallCounter, remembered: TtlCache[int]) -> None:
    counter.gate.clear()
    asked = [asyncio.create_task(remembered.get("here", counter.look)) for _ in range(10)]
    await asyncio.sleep(0)
    counter.gate.set()
    assert await asyncio.gather(*asked) == [1] * 10


async def test_a_look_that_fails_is_not_remembered(counter: CallCounter, remembered: TtlCache[int]) -> None:
    async def fail() -> int:
        raise OSError("nobody there")

    with pytest.raises(OSError, match="nobody there"):
        await remembered.get("here", fail)
    assert await remembered.get("here", counter.look) == 1
