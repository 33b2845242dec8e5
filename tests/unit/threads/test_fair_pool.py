"""The pool of slow work: addresses take turns, disconnected clients are skipped, and no slot is lost."""

import asyncio
import os
import sys
import threading
from asyncio import Task
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import define, field

from hushroom_adapters.observability.request_context import GONE, ORIGIN, RequestOrigin
from hushroom_adapters.threads.fair_pool import FairPool, PoolBusy
from tests.support.waiting import until


@define
class BlockingWork:
    """Pieces of work that run until they are released in order; `begun` are their names in order."""

    begun: list[str] = field(factory=list)
    gate: threading.Semaphore = field(factory=lambda: threading.Semaphore(0))

    def named(self, name: str) -> Callable[[], str]:
        def work() -> str:
            self.begun.append(name)
            self.gate.acquire()
            return name

        return work

    def let_go(self, count: int = 1) -> None:
        for _ in range(count):
            self.gate.release()


@pytest.fixture
def works() -> BlockingWork:
    return BlockingWork()


@pytest.fixture
def pool(works: BlockingWork) -> Iterator[FairPool]:
    made = FairPool(threads=1, queue=4, name="test")
    yield made
    works.let_go(100)
    made.close()


async def asked(
    pool: FairPool, work: Callable[[], str], address: str = "192.0.2.1", is_gone: Callable[[], bool] = lambda: False
) -> Any:
    """Starts a request from this address and returns it once it has reached the pool."""
    ORIGIN.set(RequestOrigin(address))
    GONE.set(is_gone)
    return await pool.run(work)


async def begun(works: BlockingWork, count: int) -> None:
    """Waits until this number of pieces of work has begun."""

    async def enough() -> bool:
        return len(works.begun) >= count

    assert await until(enough)


async def arrive(pool: FairPool, works: BlockingWork, *names: str, **about: Any) -> list[Task[Any]]:
    tasks = []
    for name in names:
        tasks.append(asyncio.create_task(asked(pool, works.named(name), **about)))
        await asyncio.sleep(0)
    return tasks


async def test_addresses_take_turns(pool: FairPool, works: BlockingWork) -> None:
    first = await arrive(pool, works, "a1")
    await begun(works, 1)
    greedy = await arrive(pool, works, "a2", "a3")
    polite = await arrive(pool, works, "b1", address="203.0.113.9")
    works.let_go(4)
    assert await asyncio.gather(*first, *greedy, *polite) == ["a1", "a2", "a3", "b1"]
    assert works.begun == ["a1", "a2", "b1", "a3"]


async def test_addresses_of_one_network_of_ipv6_share_their_turns(pool: FairPool, works: BlockingWork) -> None:
    first = await arrive(pool, works, "a1", address="2001:db8:0:1::1")
    await begun(works, 1)
    greedy = [*await arrive(pool, works, "a2", address="2001:db8:0:1::2")]
    greedy += await arrive(pool, works, "a3", address="2001:db8:0:1:ffff::3")
    polite = await arrive(pool, works, "b1", address="2001:db8:0:2::1")
    works.let_go(4)
    assert await asyncio.gather(*first, *greedy, *polite) == ["a1", "a2", "a3", "b1"]
    assert works.begun == ["a1", "a2", "b1", "a3"]


async def test_a_full_queue_refuses_the_busiest_address_and_not_the_newcomer(
    pool: FairPool, works: BlockingWork
) -> None:
    tasks = await arrive(pool, works, *[f"a{number}" for number in range(6)])
    with pytest.raises(PoolBusy):
        await tasks[5]
    [newcomer] = await arrive(pool, works, "b", address="203.0.113.9")
    with pytest.raises(PoolBusy):
        await tasks[4]
    works.let_go(10)
    assert await newcomer == "b"
    assert await asyncio.gather(*tasks[:4]) == ["a0", "a1", "a2", "a3"]


async def test_work_of_clients_that_hung_up_is_never_begun(pool: FairPool, works: BlockingWork) -> None:
    gone: set[str] = set()
    [running] = await arrive(pool, works, "first")
    await begun(works, 1)
    leaving = await arrive(pool, works, "leaves", is_gone=lambda: "leaves" in gone)
    [staying] = await arrive(pool, works, "stays")
    gone.add("leaves")
    works.let_go(2)
    assert (await running, await staying) == ("first", "stays")
    with pytest.raises(PoolBusy):
        await leaving[0]
    assert works.begun == ["first", "stays"]


async def test_those_who_hung_up_give_their_places_to_others_at_once(pool: FairPool, works: BlockingWork) -> None:
    gone = False
    await arrive(pool, works, "first")
    leaving = await arrive(pool, works, *"wxyz", is_gone=lambda: gone)
    gone = True
    staying = await arrive(pool, works, *"abcd")
    for task in leaving:
        with pytest.raises(PoolBusy):
            await task
    works.let_go(10)
    assert await asyncio.gather(*staying) == ["a", "b", "c", "d"]


async def test_a_request_that_is_cancelled_is_not_worked_for(pool: FairPool, works: BlockingWork) -> None:
    [running] = await arrive(pool, works, "first")
    [cancelled] = await arrive(pool, works, "cancelled")
    cancelled.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cancelled
    [staying] = await arrive(pool, works, "stays")
    works.let_go(2)
    assert (await running, await staying) == ("first", "stays")
    assert works.begun == ["first", "stays"]


async def test_work_that_fails_fails_for_its_client_and_leaves_no_place_taken(pool: FairPool) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    for _ in range(20):
        with pytest.raises(ZeroDivisionError):
            await pool.run(fail)


async def test_closing_drops_what_waits(works: BlockingWork) -> None:
    pool = FairPool(threads=1, queue=4, name="test")
    [running] = await arrive(pool, works, "first")
    await begun(works, 1)
    [waiting] = await arrive(pool, works, "waits")
    closing = asyncio.create_task(asyncio.to_thread(pool.close))
    with pytest.raises(PoolBusy):
        await waiting
    works.let_go()
    await closing
    assert await running == "first"
    assert works.begun == ["first"]


async def test_at_most_so_many_threads_work_at_once(works: BlockingWork) -> None:
    pool = FairPool(threads=3, queue=20, name="test")
    tasks = await arrive(pool, works, *map(str, range(12)))
    await begun(works, 3)
    for done in range(1, 10):
        works.let_go()
        await begun(works, 3 + done)
        assert len(works.begun) == 3 + done
    works.let_go(3)
    await asyncio.gather(*tasks)
    pool.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives threads a priority of their own")
async def test_slow_work_stands_back_behind_the_thread_that_answers_requests(pool: FairPool) -> None:
    own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert await pool.run(lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id())) > own
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == own


def forbidden(*_: int) -> None:
    raise PermissionError(1, "Operation not permitted")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives threads a priority of their own")
async def test_a_system_that_forbids_other_priorities_hinders_no_work(
    pool: FairPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "setpriority", forbidden)
    assert await pool.run(lambda: "done") == "done"
