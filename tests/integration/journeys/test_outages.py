"""Outages: without Redis everything works; without PostgreSQL every response says so until the database is back."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from hushroom_adapters.local.embedded import embedded_postgres, embedded_valkey
from hushroom_adapters.local.embedded.server import EmbeddedServer
from tests.support.existing import existing
from tests.support.journeys import END, MATCHED, MEET, PAID, play, session, story_of, summary, until_payment
from tests.support.servers import passable_folder
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.whole_hushroom import WholeHushroom, whole_hushroom


class KillableServer:
    """A server that a test kills and restarts on the same port and data."""

    def __init__(self, start: Callable[..., AbstractContextManager[EmbeddedServer]], data: Path) -> None:
        self._start, self._data = start, data
        self._running: AbstractContextManager[EmbeddedServer] | None = None
        self._server: EmbeddedServer | None = None
        self.port = 0

    def start(self) -> None:
        running = self._start(self._data, self.port, durable=True)
        self._running, self._server = running, running.__enter__()
        self.port = int(self.server.url.rsplit(":", 1)[1].split("/")[0])

    @property
    def server(self) -> EmbeddedServer:
        return existing(self._server)

    def kill(self) -> None:
        os.kill(self.server.pid, signal.SIGKILL)
        self.stop()

    def stop(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.__exit__(None, None, None)


@contextmanager
def killable(start: Callable[..., AbstractContextManager[EmbeddedServer]]) -> Iterator[KillableServer]:
    with passable_folder() as folder:
        server = KillableServer(start, folder / "server")
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="module")
def redis() -> Iterator[KillableServer]:
    with killable(embedded_valkey) as server:
        yield server


@pytest.fixture(scope="module")
def database() -> Iterator[KillableServer]:
    with killable(embedded_postgres) as server:
        yield server


@pytest.fixture(scope="module")
def fragile(redis: KillableServer, database: KillableServer) -> Iterator[WholeHushroom]:
    """Starts a platform on the test's own databases, with rate limits, because these need Redis."""
    more = {
        "DATABASE_URL": database.server.url,
        "REDIS_URL": redis.server.url,
        "HUSHROOM_RATE_LIMITS": "on",
        "HUSHROOM_RATE_LIMIT_OVERALL": "100000/minute",
        "HUSHROOM_RATE_LIMIT_REGISTER": "1000/minute",
        "HUSHROOM_RATE_LIMIT_LOGIN": "1000/minute",
        "HUSHROOM_RATE_LIMIT_PAYMENTS_AUTHORIZE": "1000/minute",
    }
    with whole_hushroom(more) as started:
        yield started


def test_with_redis_dead_a_session_is_booked_paid_and_held_and_its_effects_wait(
    fragile: WholeHushroom, redis: KillableServer
) -> None:
    with story_of(fragile, MATCHED) as story:
        redis.kill()
        try:
            play(story, PAID[len(MATCHED) :])
            play(story, MEET + END)
            assert session(story)["status"] == "COMPLETED"
            assert fragile.get("/health").status_code == 200
        finally:
            redis.start()
        until_payment(story, "CAPTURED")
        assert summary(story)["capture_count"] == 1


def test_a_frozen_redis_stops_nobody(fragile: WholeHushroom, redis: KillableServer) -> None:
    with story_of(fragile, MATCHED) as story:
        os.kill(redis.server.pid, signal.SIGSTOP)
        try:
            for _ in range(20):
                assert session(story)["status"] == "MATCHED"
        finally:
            os.kill(redis.server.pid, signal.SIGCONT)


def test_with_postgresql_dead_the_answer_is_503_and_all_is_well_soon_after_its_return(
    fragile: WholeHushroom, database: KillableServer
) -> None:
    with story_of(fragile, PAID) as story:
        path, token = f"/sessions/{story.ids['session']}", story.seeker.token
        database.kill()
        try:
            for _ in range(3):
                answer = fragile.get(path, token=token, seconds=PATIENCE_SECONDS)
                assert answer.status_code == 503
                assert int(answer.headers["Retry-After"]) > 0
                assert answer.headers["Content-Type"] == "application/problem+json"
                assert answer.json()["code"] == "database.unavailable"
            assert fragile.get("/health").status_code == 200
        finally:
            database.start()
        assert recovers(lambda: fragile.get(path, token=token, seconds=PATIENCE_SECONDS).status_code == 200)
        play(story, MEET + END)
        until_payment(story, "CAPTURED")
        assert summary(story)["capture_count"] == 1


def recovers(is_well: Callable[[], bool]) -> bool:
    """Waits until the platform is healthy, and checks that it stays so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_well():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return all(is_well() for _ in range(20))
