"""A program of `hushroom dev` as data: its command, the sign that it is ready, and its order of stopping."""

import signal
import ssl
import sys
from collections.abc import Awaitable, Callable, Mapping
from enum import IntEnum
from pathlib import Path

import httpx
from attrs import field, frozen

from hushroom_adapters.local.embedded.server import tied_to_us

ASK_SECONDS = 1.0
OK = 200
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Made once: a client of its own making would read all certificates of the machine at each question."""


class Tier(IntEnum):
    """The order of stopping: the clients of a server stop before the server."""

    APPLICATION = 1
    PEER = 2
    DATABASE = 3


async def at_once(_pid: int) -> bool:
    """Returns a readiness check that passes as soon as the program runs."""
    return True


@frozen(kw_only=True)
class Program:
    name: str
    command: tuple[str, ...]
    log: Path
    tier: Tier
    environment: Mapping[str, str] = field(repr=False)
    stop_signal: signal.Signals = signal.SIGTERM
    waits: bool = False
    """True if the program continues only after a line on its standard input."""
    is_ready: Callable[[int], Awaitable[bool]] = at_once
    """Given the process id: whether the program does its work now."""


def python(*arguments: str) -> tuple[str, ...]:
    """Returns a command of this Python that ends when its parent ends."""
    return tied_to_us((sys.executable, *arguments), signal.SIGTERM)


def answers(url: str) -> Callable[[int], Awaitable[bool]]:
    """Returns a readiness check that passes when the address answers 200."""

    async def is_ready(_pid: int) -> bool:
        async with httpx.AsyncClient(timeout=ASK_SECONDS, trust_env=False, verify=NO_TLS) as client:
            try:
                return (await client.get(url)).status_code == OK
            except httpx.HTTPError:
                return False

    return is_ready
