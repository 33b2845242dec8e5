"""Concurrent lookups share one statement, and the error of one does not reach another."""

import asyncio
from asyncio import Task
from collections.abc import Collection

import pytest
from attrs import define, field

from hushroom_adapters.postgres.core.batch_loader import BatchLoader


@define
class Squares:
    """Returns the squares of numbers below ten once `may_answer` is set."""

    asked: list[set[int]] = field(factory=list)
    may_answer: asyncio.Event = field(factory=asyncio.Event)

    async def ask(self, numbers: Collection[int]) -> dict[int, int]:
        self.asked.append(set(numbers))
        await self.may_answer.wait()
        if 0 in numbers:
            raise ZeroDivisionError
        return {number: number**2 for number in numbers if number < 10}


@pytest.fixture
def oracle() -> Squares:
    return Squares()


@pytest.fixture
def square(oracle: Squares) -> BatchLoader[int, int]:
    return BatchLoader(oracle.ask)


async def asking(square: BatchLoader[int, int], numbers: list[int]) -> list[Task[int | None]]:
    tasks = [asyncio.create_task(square(number)) for number in numbers]
    await asyncio.sleep(0.01)
    return tasks


async def test_who_asks_while_a_question_is_under_way_shares_the_next(
    oracle: Squares, square: BatchLoader[int, int]
) -> None:
    tasks = await asking(square, [1])
    tasks += await asking(square, [2, 3, 2, 11])
    oracle.may_answer.set()
    assert await asyncio.gather(*tasks) == [1, 4, 9, 4, None]
    assert oracle.asked == [{1}, {2, 3, 11}]


async def test_who_asks_later_gets_a_fresh_answer(oracle: Squares, square: BatchLoader[int, int]) -> None:
    oracle.may_answer.set()
    assert [await square(2), await square(2)] == [4, 4]
    assert oracle.asked == [{2}, {2}]


async def test_a_failure_belongs_to_those_who_asked_together(oracle: Squares, square: BatchLoader[int, int]) -> None:
    tasks = await asking(square, [0, 1])
    tasks += await asking(square, [2])
    oracle.may_answer.set()
    first, second, third = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(first, ZeroDivisionError)
    assert isinstance(second, ZeroDivisionError)
    assert third == 4


async def test_who_gives_up_takes_nothing_from_the_others(oracle: Squares, square: BatchLoader[int, int]) -> None:
    leaving, staying = await asking(square, [1, 2])
    leaving.cancel()
    oracle.may_answer.set()
    assert await staying == 4
    with pytest.raises(asyncio.CancelledError):
        await leaving
