"""Waiting for what happens in another process."""

import asyncio
import time
from collections.abc import Awaitable, Callable


def wait_until(true: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether it came true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.03)
    return True


async def until(true: Callable[[], Awaitable[bool]], seconds: float = 5.0) -> bool:
    """Whether it came true in time, for tests that share their loop with what they wait for."""
    deadline = time.monotonic() + seconds
    while not await true():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.03)
    return True
