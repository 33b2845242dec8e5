"""A bounded thread pool for slow work that is fair to its clients and drops the work of clients that disconnected."""

import asyncio
import ipaddress
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import structlog
from attrs import field, frozen

from hushroom_adapters.observability.request_context import GONE, origin
from hushroom_adapters.threads.fair_queue import FairQueue, QueueFull

log = structlog.get_logger(__name__)
Answer = TypeVar("Answer")
NICENESS = 10
IPV6_CLIENT_BITS = 64
"""One household or server is handed a /64: its addresses take one turn, as they share one rate limit."""


class PoolBusy(Exception):
    """The work was not begun: the queue is full, or its client has disconnected."""


@frozen(eq=False)
class _Job:
    """One piece of work, the future that waits for it, and whether its client has hung up."""

    work: Callable[[], Any]
    is_gone: Callable[[], bool]
    done: "Future[Any]" = field(factory=Future)

    @property
    def is_abandoned(self) -> bool:
        return self.done.cancelled() or self.is_gone()


class FairPool:
    """Runs `threads` pieces of work at once while `queue` more wait, by turns of the addresses that they come from.

    Where every processor is at work, the thread that answers requests comes before those of the pool.
    """

    def __init__(self, *, threads: int, queue: int, name: str) -> None:
        """Starts no thread before there is work."""
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name, initializer=_stand_back)
        self._free = threads
        self._waiting: FairQueue[_Job] = FairQueue(queue)
        # Of one thread again and again: work that is done at once ends within the call that starts it.
        self._lock = threading.RLock()

    async def run(self, work: Callable[[], Answer]) -> Answer:
        """Returns what `work` returns. Raises: PoolBusy."""
        job = _Job(work, GONE.get())
        with self._lock:
            if self._free:
                self._start(job)
            else:
                self._wait(job)
        answer: Answer = await asyncio.wrap_future(job.done)
        return answer

    def close(self) -> None:
        """Lets running work finish and drops the rest."""
        with self._lock:
            _refuse(self._waiting.drop(lambda _: True))
        self._executor.shutdown(wait=True)

    def _wait(self, job: _Job) -> None:
        _refuse(self._waiting.drop(lambda waiting: waiting.is_abandoned))
        try:
            evicted = self._waiting.push(_client(origin().ip_address or ""), job)
        except QueueFull:
            raise PoolBusy from None
        if evicted is not None:
            _refuse(iter([evicted]))

    def _start(self, job: _Job) -> bool:
        """Begins the work, unless its request was cancelled. Returns whether it began."""
        if not job.done.set_running_or_notify_cancel():
            return False
        self._free -= 1
        self._executor.submit(job.work).add_done_callback(lambda finished: self._finish(job, finished))
        return True

    def _finish(self, job: _Job, finished: "Future[Any]") -> None:
        error = finished.exception()
        if error is None:
            job.done.set_result(finished.result())
        else:
            job.done.set_exception(error)
        with self._lock:
            self._free += 1
            self._start_next()

    def _start_next(self) -> None:
        while (job := self._waiting.pop()) is not None:
            if job.is_gone():
                _refuse(iter([job]))
            elif self._start(job):
                return


def _stand_back() -> None:
    """Lowers the priority of the thread that calls it. Only Linux gives threads a priority of their own.

    Where the system forbids that (some sandboxes do), the thread works as it is: a pool whose threads cannot begin
    would refuse all work for ever.
    """
    if sys.platform != "linux":
        return
    thread = threading.get_native_id()
    try:
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + NICENESS)
    except OSError as error:
        log.warning("slow work does not stand back", reason=str(error))


def _client(address: str) -> str:
    """Returns the client that takes turns with others: an address, or the network of an IPv6 address."""
    return str(ipaddress.ip_network(f"{address}/{IPV6_CLIENT_BITS}", strict=False)) if ":" in address else address


def _refuse(jobs: Any) -> None:
    for job in jobs:
        if job.done.set_running_or_notify_cancel():
            job.done.set_exception(PoolBusy())
