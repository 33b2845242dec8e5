"""What an embedded server is, and how one is launched, waited for and stopped."""

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
    """A server that can be launched: what to run, how it tells that it is ready, how it is stopped."""

    name: str
    command: tuple[str, ...]
    url: str
    log: Path
    stop_signal: signal.Signals
    is_ready: Callable[[int], bool]
    """Given the process id, whether this very process takes connections now."""


@frozen
class EmbeddedServer:
    """A server that runs: where it is reached and which process it is."""

    url: str
    pid: int


@contextmanager
def running(server: Server) -> Iterator[EmbeddedServer]:
    """Launch, wait until ready, stop at the end. Raises EmbeddedServerFailed with the end of its log."""
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
    """The command, run as the account, and sent the signal when this process dies in whatever way."""
    if sys.platform == "win32":
        return command
    launch = str(Path(__file__).with_name("launch.py"))
    uid, gid = (STAY, STAY) if account is None else (account.uid, account.gid)
    arguments = (str(number) for number in (os.getpid(), int(death_signal), uid, gid))
    return (sys.executable, "-I", "-S", launch, *arguments, *command)


def free_port(wanted: int = 0) -> int:
    """The wanted port of the loopback interface, or, for 0, one that nobody uses now."""
    if wanted:
        return wanted
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def kept_secret(path: Path) -> str:
    """A random secret made at the first call and kept in a file that only we may read."""
    if not path.exists():
        fresh = path.with_name(f"{path.name}.new")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(24), "utf-8")
        fresh.replace(path)
    return path.read_text("utf-8")
