"""What the job processes have in common: they run until they are told to stop, and stop within seconds."""

import asyncio
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import structlog

log = structlog.get_logger(__name__)


def stop_signal() -> asyncio.Event:
    """Set once the process gets SIGTERM or SIGINT; ask for it first, so that a start can be stopped too."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


@asynccontextmanager
async def beside(*errands: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run endless errands beside the block; one that ends by an error ends the block with it."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(errand) for errand in errands]
        yield
        for task in tasks:
            task.cancel()
