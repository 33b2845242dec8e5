"""Waiting for an event in another process."""

import asyncio
import time
from collections.abc import Awaitable, Callable

PATIENCE_SECONDS = 60.0
"""The timeout of waits in tests in seconds, so long that only an event that never happens is missed."""


def wait_until(true: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> bool:
    """Waits until the condition is true; returns False when the time is over."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.03)
    return True


async def until(true: Callable[[], Awaitable[bool]], seconds: float = PATIENCE_SECONDS) -> bool:
    """Waits in the event loop until the condition is true; returns False when the time is over."""
    deadline = time.monotonic() + seconds
    while not await true():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.03)
    return True
