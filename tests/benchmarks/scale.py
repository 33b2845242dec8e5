"""Measures matching at several sizes over HTTP, one request at a time: python -m tests.benchmarks.scale --help.

Every size has its own database and web process; they take turns, so that a busy machine slows all of them alike. The
processor time of the web process and of PostgreSQL shows the cost of a request whatever else runs.
"""

import argparse
import asyncio
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx
import psutil
import psycopg
from attrs import frozen
from rich.console import Console
from rich.table import Table

from hushroom_adapters.local.embedded import embedded_postgres
from hushroom_adapters.local.seeding.accounts import PASSWORD
from hushroom_adapters.local.seeding.command import seed_database
from hushroom_adapters.postgres import migrate
from hushroom_adapters.settings import read_settings
from tests.benchmarks.harness import OURS, READING_SECONDS, SEEKER, UNUSED, Side, served, wait_until_read
from tests.benchmarks.load import LoadResult, Request, drive
from tests.support.servers import valkey_for_tests

API = "/api/v1"
QUESTIONS = {"a tag of one": ["beekeeping"], "three tags of many": ["writing", "focus", "career"]}
USERS, SESSIONS = 500, 5_000
MILLION = 1_000_000
A_BEEKEEPER = """
    UPDATE companions SET
        expertise_tags = '{Beekeeping}', tag_keys = '{beekeeping}', folded_tags = '{beekeeping}', is_online = false,
        average_rating = 0, success_rate = 0, reputation_score = 0
    WHERE id = (SELECT max(id::text)::uuid FROM companions WHERE is_offered)
    RETURNING id
"""
"""Makes one companion a newcomer whom only its tag can find."""


@frozen(kw_only=True)
class Scale:
    """One size: its web process, its database, and what the process said when it had read the candidates."""

    side: Side
    url: str
    said: Mapping[str, float]
    requests: Mapping[str, Request]

    @property
    def resident_megabytes(self) -> float:
        return float(psutil.Process(self.side.pid).memory_info().rss) / MILLION


@frozen
class Round:
    """The latencies of one question in one turn, and the processor time of a request in milliseconds."""

    measured: LoadResult
    web: float
    database: float


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="hushroom-bench-scale-")))
        folder.chmod(0o711)
        server = stack.enter_context(embedded_postgres(folder / "postgres"))
        valkey = stack.enter_context(valkey_for_tests())
        scales = {
            size: stack.enter_context(_scale(server.url, f"{valkey.url.rpartition('/')[0]}/{place}", size, folder))
            for place, size in enumerate(options.sizes)
        }
        _show(scales, asyncio.run(_measured(scales, options)))


@contextmanager
def _scale(server: str, redis: str, size: int, folder: Path) -> Iterator[Scale]:
    """Fills a database, serves it and waits until the candidates are read."""
    environment = UNUSED | {"REDIS_URL": redis, "HUSHROOM_RATE_LIMITS": "off", "HUSHROOM_QUOTAS": "off"}
    environment["DATABASE_URL"] = url = _database(server, size, environment)
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(A_BEEKEEPER).fetchone()
        assert row is not None
        connection.execute("VACUUM (ANALYZE)")
    output = folder / f"{size}.log"
    with served("hushroom_http.main:app", f"{API}/health", environment, OURS, output) as side:
        yield Scale(side=side, url=url, said=wait_until_read(output), requests=_requests(side, str(row[0])))


def _database(server: str, size: int, environment: Mapping[str, str]) -> str:
    name = f"companions_{size}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    url = f"{server.rpartition('/')[0]}/{name}"
    migrate.upgrade(url)
    settings = read_settings({**environment, "DATABASE_URL": url})
    seed_database(settings, companions=size, users=USERS, sessions=SESSIONS, say=lambda _: None)
    return url


def _requests(side: Side, newcomer: str) -> dict[str, Request]:
    """Books a session for each question and checks that the newcomer is found by its tag."""
    with httpx.Client(
        base_url=f"http://127.0.0.1:{side.port}{API}", timeout=READING_SECONDS, trust_env=False
    ) as client:
        token = client.post("/auth/login", json={"email": SEEKER, "password": PASSWORD}).json()["accessToken"]
        client.headers["Authorization"] = f"Bearer {token}"
        bodies = {name: {"sessionId": _session(client, keywords)} for name, keywords in QUESTIONS.items()}
        answers = [client.post("/matching/find", json=body).json() for body in bodies.values()]
    if newcomer not in [one["companionId"] for one in answers[0]]:
        raise SystemExit("The only companion with the tag is not among the answers.")
    return {
        name: Request(
            method="POST", path=f"{API}/matching/find", status=201, body=json.dumps(body).encode(), token=token
        )
        for name, body in bodies.items()
    }


def _session(client: httpx.Client, keywords: Sequence[str]) -> str:
    session: str = client.post("/sessions", json={"type": "FOCUS", "plannedDuration": 30}).json()["id"]
    goal = {"title": "Finish the draft", "description": "Write two pages.", "successCriteria": ["Two pages"]}
    client.post("/goals", json={"sessionId": session, "keywords": keywords, **goal}).raise_for_status()
    return session


async def _measured(scales: Mapping[int, Scale], options: argparse.Namespace) -> dict[int, dict[str, list[Round]]]:
    found: dict[int, dict[str, list[Round]]] = {size: {name: [] for name in QUESTIONS} for size in scales}
    for number in range(options.rounds + 1):
        for size, scale in scales.items():
            for name, request in scale.requests.items():
                one = await _round(scale, request, options.seconds)
                # The first turn warms up.
                if number:
                    found[size][name].append(one)
    return found


async def _round(scale: Scale, request: Request, seconds: float) -> Round:
    before, servers = scale.side.cpu_seconds, _cpu_of_database(scale.url)
    measured = await drive(scale.side.port, [request], connections=1, seconds=seconds)
    number = len(measured.latencies)
    database = sum(spent - servers.get(pid, 0.0) for pid, spent in _cpu_of_database(scale.url).items())
    return Round(measured, (scale.side.cpu_seconds - before) * 1000 / number, database * 1000 / number)


def _cpu_of_database(url: str) -> dict[int, float]:
    """Returns the processor seconds of the processes of PostgreSQL that serve this database."""
    with psycopg.connect(url) as connection:
        asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        pids = [row[0] for row in connection.execute(asked).fetchall()]
    found = {}
    for pid in pids:
        try:
            used = psutil.Process(pid).cpu_times()
        except psutil.NoSuchProcess:
            continue
        found[pid] = float(used.user + used.system)
    return found


def _show(scales: Mapping[int, Scale], found: Mapping[int, Mapping[str, Sequence[Round]]]) -> None:
    console = Console(width=120)
    for name in QUESTIONS:
        table = Table(title=f"{name}, load {os.getloadavg()[0]:.1f}; times in ms")
        for column in ("companions", "requests", "p50", "growth", "p99", "growth", "web", "growth", "PostgreSQL"):
            table.add_column(column, justify="right")
        smallest = _figures(next(iter(found.values()))[name])
        for size, rounds in found.items():
            figures = _figures(rounds[name])
            requests = sum(len(one.measured.latencies) for one in rounds[name])
            table.add_row(f"{size:,}", f"{requests:,}", *_with_growth(figures, smallest))
        console.print(table)
    memory = Table(title="Memory of the web process")
    for column in ("companions", "read in s", "bytes a companion", "process in MB"):
        memory.add_column(column, justify="right")
    for size, scale in scales.items():
        each = scale.said["bytes"] / scale.said["candidates"]
        memory.add_row(f"{size:,}", f"{scale.said['seconds']:.2f}", f"{each:.1f}", f"{scale.resident_megabytes:.0f}")
    console.print(memory)


def _figures(rounds: Sequence[Round]) -> tuple[float, float, float, float]:
    latencies = tuple(one for each in rounds for one in each.measured.latencies)
    whole = LoadResult(seconds=sum(each.measured.seconds for each in rounds), latencies=latencies)
    web, database = median(each.web for each in rounds), median(each.database for each in rounds)
    return whole.percentile(50), whole.percentile(99), web, database


def _with_growth(figures: Sequence[float], smallest: Sequence[float]) -> list[str]:
    *growing, database = figures
    pairs = zip(growing, smallest, strict=False)
    return [*(cell for one, first in pairs for cell in (f"{one:.2f}", f"{one / first:.2f}")), f"{database:.2f}"]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-scale", description=__doc__)
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[1_000, 100_000], help="numbers of companions, ascending"
    )
    parser.add_argument("--rounds", type=int, default=8, help="how often the sizes take turns")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each question is asked in a turn")
    return parser.parse_args()


if __name__ == "__main__":
    main()
