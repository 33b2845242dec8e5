"""The two applications on one filled database, each in a process of its own with one worker."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import psycopg
from attrs import frozen

from hushroom_adapters.local.embedded.server import free_port
from hushroom_adapters.local.seeding.command import seed_database
from hushroom_adapters.postgres import migrate
from hushroom_adapters.settings import read_settings
from tests.support.servers import postgres_for_tests, valkey_for_tests

COMPANIONS, USERS, SESSIONS = 1_000, 500, 5_000
SEEKER = "user1@hushroom.com"
START_SECONDS = 120.0
READING_SECONDS = 600
READY = "candidates read"
OURS = "hushroom_http.server.protocol:BoundedProtocol"
"""The HTTP implementation of `hushroom serve`."""
UNUSED = {
    "STRIPE_SECRET_KEY": "sk_test_unused",
    "STRIPE_WEBHOOK_SECRET": "whsec_unused",
    "STRIPE_API_BASE": "http://127.0.0.1:1",
    "LIVEKIT_URL": "http://127.0.0.1:1",
    "LIVEKIT_API_KEY": "unused",
    "LIVEKIT_API_SECRET": "unused",
    "SMTP_URL": "smtp://127.0.0.1:1",
    "HUSHROOM_TOKEN_KEYS": "bench:a-secret-that-guards-nothing-at-all",
}


@frozen
class Side:
    """One application: its base URL and its process id."""

    port: int
    pid: int

    @property
    def cpu_seconds(self) -> float:
        """Returns the processor time that the process has used so far, in seconds."""
        used = psutil.Process(self.pid).cpu_times()
        return float(used.user + used.system)


@frozen
class Stage:
    """The two applications under test; the routes of `ours` are below /api/v1."""

    ours: Side
    bare: Side


@contextmanager
def stage() -> Iterator[Stage]:
    """Starts and warms up both applications, and stops them at the end of the block."""
    with postgres_for_tests() as postgres, valkey_for_tests() as valkey:
        environment = UNUSED | {
            "DATABASE_URL": postgres.url,
            "REDIS_URL": valkey.url,
            "HUSHROOM_RATE_LIMITS": "off",
            "HUSHROOM_QUOTAS": "off",
        }
        migrate.upgrade(postgres.url)
        seed_database(
            read_settings(environment), companions=COMPANIONS, users=USERS, sessions=SESSIONS, say=lambda _: None
        )
        environment |= {"BENCH_USER": _id_of_seeker(postgres.url)}
        with (
            served("hushroom_http.main:app", "/api/v1/health", environment, OURS) as ours,
            served("tests.benchmarks.bare:app", "/users/me", environment, "httptools") as bare,
        ):
            yield Stage(ours, bare)


@contextmanager
def served(
    app: str, path: str, environment: Mapping[str, str], http: str, output: Path = Path(os.devnull)
) -> Iterator[Side]:
    """Serves an application in a process of its own until the block ends; `path` answers once it is ready.

    The process writes its log to `output`.
    """
    port = free_port()
    command = (sys.executable, "-m", "uvicorn", app, "--port", str(port), "--no-access-log", "--log-level", "warning")
    options = ("--loop", "uvloop", "--http", http, "--lifespan", "on")
    with output.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603  ours
            [*command, *options], env={**os.environ, **environment}, stdout=log
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}{path}", process)
        yield Side(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_until_read(output: Path) -> dict[str, float]:
    """Waits until a process has read the candidates, and returns what it logs then."""
    for _ in range(READING_SECONDS * 10):
        for line in output.read_text().splitlines():
            if READY in line:
                found: dict[str, float] = json.loads(line)
                return found
        time.sleep(0.1)
    raise SystemExit(f"The candidates were not read in {READING_SECONDS} s.")


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"Nothing answers at {url}.")
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).is_success
    except httpx.TransportError:
        return False


def _id_of_seeker(url: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT id FROM users WHERE email_key = %s", (SEEKER,)).fetchone()
        assert row is not None
        return str(row[0])
