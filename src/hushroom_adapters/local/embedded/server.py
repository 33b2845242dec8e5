"""An embedded server as data, and the functions that launch it, wait for it and stop it."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from hushroom_adapters.local.embedded.account import Account
from hushroom_adapters.local.embedded.errors import EmbeddedServerFailed
from hushroom_adapters.local.embedded.launch import STAY

START_SECONDS = 20.0
STOP_SECONDS = 5.0
POLL_SECONDS = 0.01
LOG_LINES_SHOWN = 12


@frozen(kw_only=True)
class Server:
    """A server that can be launched: its command, the sign that it is ready, and the signal that stops it."""

    name: str
    command: tuple[str, ...]
    url: str
    log: Path
    stop_signal: signal.Signals
    is_ready: Callable[[int], bool]
    """Given the process id, whether this very process takes connections now."""


@frozen
class EmbeddedServer:
    """A running server: its address and its process id."""

    url: str
    pid: int


@contextmanager
def running(server: Server) -> Iterator[EmbeddedServer]:
    """Launches the server, waits until it is ready and stops it at the end of the block.

    Raises: EmbeddedServerFailed, with the end of the server's log.
    """
    server.log.touch(mode=0o600)  # a log may quote what it failed to store
    with server.log.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603  the command is ours
            server.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # so that a Ctrl-C in the terminal does not stop it before its clients
        )
    try:
        _wait_until_ready(server, process)
        yield EmbeddedServer(server.url, process.pid)
    finally:
        _stop(process, server.stop_signal)


def _wait_until_ready(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.is_ready(process.pid):
        if process.poll() is not None:
            raise EmbeddedServerFailed(f"{server.name} stopped while starting:\n{last_lines(server.log)}")
        if time.monotonic() > deadline:
            raise EmbeddedServerFailed(f"{server.name} is not ready:\n{last_lines(server.log)}")
        time.sleep(POLL_SECONDS)


def _stop(process: subprocess.Popen[bytes], stop_signal: signal.Signals) -> None:
    process.send_signal(stop_signal)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def last_lines(log: Path) -> str:
    lines = log.read_text("utf-8", errors="replace").splitlines() if log.exists() else []
    return "\n".join(lines[-LOG_LINES_SHOWN:])


def tied_to_us(
    command: tuple[str, ...], death_signal: signal.Signals, account: Account | None = None
) -> tuple[str, ...]:
    """Returns the command, run as the account, and ended by the signal when this process dies in any way."""
    if sys.platform == "win32":
        return command
    launch = str(Path(__file__).with_name("launch.py"))
    uid, gid = (STAY, STAY) if account is None else (account.uid, account.gid)
    arguments = (str(number) for number in (os.getpid(), int(death_signal), uid, gid))
    return (sys.executable, "-I", "-S", launch, *arguments, *command)


def free_port(wanted: int = 0) -> int:
    """Returns the wanted port of the loopback interface, or, for 0, a free one."""
    if wanted:
        return wanted
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def kept_secret(path: Path) -> str:
    """Returns a random secret that the first call makes and keeps in a file that only the owner can read."""
    if not path.exists():
        fresh = path.with_name(f"{path.name}.new")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(24), "utf-8")
        fresh.replace(path)
    return path.read_text("utf-8")
