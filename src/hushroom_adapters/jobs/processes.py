"""The life of a job process: it runs until it is signalled and stops within seconds."""

import asyncio
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import structlog

log = structlog.get_logger(__name__)


def stop_signal() -> asyncio.Event:
    """Returns an event that SIGTERM or SIGINT sets; ask for it first, so that a start can be stopped too."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


@asynccontextmanager
async def beside(*errands: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Runs endless tasks beside the block; a task that fails ends the block with its error."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(errand) for errand in errands]
        yield
        for task in tasks:
            task.cancel()
