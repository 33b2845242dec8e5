"""Servers for tests, each in its own process."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from attrs import frozen

from hushroom_adapters.local.embedded import EmbeddedServer, embedded_postgres, embedded_valkey
from tests.support.waiting import PATIENCE_SECONDS

STRIPE_SECRET_KEY = "sk_test_that_only_the_tests_know"
LIVEKIT_API_KEY = "local-key"
LIVEKIT_API_SECRET = "a-secret-that-only-the-tests-know"


@frozen
class Peer:
    """An emulator in its own process; `said` is the line that it printed when it was ready."""

    url: str
    pid: int
    said: dict[str, Any]


@frozen
class StripePeer:
    url: str
    secret_key: str


@frozen
class LiveKitPeer:
    url: str
    api_key: str
    api_secret: str
    pid: int


@frozen
class MailboxPeer:
    url: str
    smtp: str


@contextmanager
def passable_folder() -> Iterator[Path]:
    """Creates a folder that PostgreSQL's own account can reach, because root's tmp_path is closed to other accounts."""
    folder = Path(tempfile.mkdtemp(prefix="hushroom-test-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres_for_tests() -> Iterator[EmbeddedServer]:
    """Yields the server of TEST_DATABASE_URL, whose user must be allowed to create databases, or starts an embedded
    one.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield EmbeddedServer(given, pid=0)
        return
    with passable_folder() as folder, embedded_postgres(folder / "postgres", durable=False) as server:
        yield server


@contextmanager
def valkey_for_tests() -> Iterator[EmbeddedServer]:
    """Yields the server of TEST_REDIS_URL, which one test process at a time may use (JOBS=1), or starts an embedded
    one.
    """
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        yield EmbeddedServer(given, pid=0)
        return
    with passable_folder() as folder, embedded_valkey(folder / "valkey", durable=False) as server:
        yield server


@contextmanager
def peer(module: str, *arguments: str) -> Iterator[Peer]:
    """Runs `python -m MODULE ARGUMENTS` until the end of the block. Must be called from the main thread."""
    command = [sys.executable, "-m", module, "--die-with-parent", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  ours
        try:
            yield _what_it_said(process, module)
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise AssertionError(f"{module} did not stop") from None


def _what_it_said(process: "subprocess.Popen[str]", module: str) -> Peer:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, f"{module} stopped before it was ready, with exit code {process.wait()}"
    said = json.loads(line)
    return Peer(said["url"], process.pid, said)


@contextmanager
def stripe_for_tests(*arguments: str) -> Iterator[StripePeer]:
    """Starts a local Stripe; the arguments may include `--webhook-url URL --webhook-secret SECRET`."""
    with peer("hushroom_adapters.local.emulators.stripe", "--secret-key", STRIPE_SECRET_KEY, *arguments) as started:
        yield StripePeer(started.url, STRIPE_SECRET_KEY)


@contextmanager
def livekit_for_tests(*arguments: str) -> Iterator[LiveKitPeer]:
    """Starts a local LiveKit; the arguments may include `--webhook-url URL`."""
    keys = ("--api-key", LIVEKIT_API_KEY, "--api-secret", LIVEKIT_API_SECRET)
    with peer("hushroom_adapters.local.emulators.livekit", "--port", "0", *keys, *arguments) as started:
        yield LiveKitPeer(started.url, LIVEKIT_API_KEY, LIVEKIT_API_SECRET, started.pid)


@contextmanager
def mailbox_for_tests(*arguments: str) -> Iterator[MailboxPeer]:
    ports = ("--http-port", "0", "--smtp-port", "0")
    with peer("hushroom_adapters.local.emulators.mailbox", *ports, *arguments) as started:
        yield MailboxPeer(started.url, started.said["smtp"])


def alive(pid: int) -> bool:
    """Checks that the process runs; a zombie does not count."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def doors_of(pid: int) -> set[int]:
    """Returns the ports on which the process listens."""
    return {one.laddr.port for one in _connections_of(pid) if one.status == psutil.CONN_LISTEN}


def guests_of(pid: int) -> int:
    """Returns the number of open connections to the ports of the process."""
    doors, status = doors_of(pid), psutil.CONN_ESTABLISHED
    return sum(one.status == status and one.laddr.port in doors for one in _connections_of(pid))


def _connections_of(pid: int) -> list[Any]:
    try:
        return list(psutil.Process(pid).net_connections("tcp"))
    except psutil.NoSuchProcess:
        return []
