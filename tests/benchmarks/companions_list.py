"""Measures the list of companions and its search at several sizes: python -m tests.benchmarks.companions_list --help.

Prints medians in milliseconds, each with its growth since the smallest size. The sizes are asked in turns, so that the
load of the machine is the same for all. Of the whole query, and of the processor in PostgreSQL and in the process that
asks: a question that is asked for the first time while the database counts, the same where the columns in memory count,
and one asked again within seconds. Of a request over HTTP: one asked for the first time (words and tags are spelled
differently each time, prices differ by a cent; what cannot be spelled differently is asked again), and one asked again.
A page far into a list is compared with the first page at the smallest size, because it answers as many rows.
"""

import argparse
import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import psycopg
from attrs import frozen
from rich.console import Console
from rich.table import Table

from hushroom_adapters.candidates.candidates import ColumnCandidates
from hushroom_adapters.local.embedded import embedded_postgres
from hushroom_adapters.local.seeding.command import seed_database
from hushroom_adapters.postgres import migrate
from hushroom_adapters.postgres.companions.searches import CompanionSearches
from hushroom_adapters.postgres.core.database import Database, open_database
from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.features import candidates
from hushroom_adapters.postgres.matching.candidate_source import PostgresCandidateSource
from hushroom_adapters.settings import read_settings
from hushroom_adapters.system.clock import SystemClock
from hushroom_domain.companions.queries import CompanionCard, CompanionSearch, CompanionSort
from hushroom_domain.shared.money import CENTS, Money
from hushroom_domain.shared.paging import Page, Window
from tests.benchmarks.harness import OURS, UNUSED, served, wait_until_read
from tests.support.servers import valkey_for_tests

WAYS = ("database", "columns", "again")
COLUMNS = ("first, database", "worked", "first, columns", "worked", "again", "worked", "HTTP first", "HTTP again")
PARAMETERS = {"is_online": "isOnline", "max_price": "maxPrice", "expertise_tag": "expertiseTag", "text": "q"}
"""The names of the filters in addresses, where they differ."""
NEVER = 86_400.0
FIRST, DEEP = Window(take=20), Window(take=20, skip=9_000)
QUESTIONS: dict[str, tuple[dict[str, Any], Window]] = {
    "everybody": ({}, FIRST),
    "everybody, skip=9000": ({}, DEEP),
    "the cheapest": ({"sort": CompanionSort.PRICE}, FIRST),
    "the cheapest, skip=9000": ({"sort": CompanionSort.PRICE}, DEEP),
    "online": ({"is_online": True}, FIRST),
    "up to 20 an hour": ({"max_price": Money(20_00)}, FIRST),
    "a common tag": ({"expertise_tag": "focus"}, FIRST),
    "a tag of nobody": ({"expertise_tag": "beekeeping"}, FIRST),
    "a common tag, skip=9000": ({"expertise_tag": "focus"}, DEEP),
    "a rare language": ({"language": "hi"}, FIRST),
    "a common language": ({"language": "en"}, FIRST),
    "text of one, all else common": ({"text": "companion-000777"}, FIRST),
    "text of one": ({"text": "000777"}, FIRST),
    "text of many": ({"text": "quiet"}, FIRST),
    "text of many, skip=9000": ({"text": "quiet"}, DEEP),
    "text of all": ({"text": "companion"}, FIRST),
    "text of nobody": ({"text": "zzyzx"}, FIRST),
}


@frozen
class Times:
    """Milliseconds of a query: of its caller, and of the processor in PostgreSQL and this process."""

    waited: float
    worked: float


@frozen(kw_only=True)
class Scale:
    """One size: its web process, and its database with the columns of this process."""

    address: str
    url: str
    database: Database
    columns: ColumnCandidates

    def searches(self, way: str) -> CompanionSearches:
        executor = QueryExecutor(self.database)
        return CompanionSearches(executor) if way == "database" else CompanionSearches(executor, matches=self.columns)


@frozen
class Measure:
    """The cost of a query, each way, and over HTTP, first and again; and its total."""

    ways: Mapping[str, Times]
    over_http: tuple[float, float]
    total: str

    @property
    def milliseconds(self) -> tuple[float, ...]:
        """Returns the cost in the order of `COLUMNS`."""
        ways = [self.ways[way] for way in WAYS]
        return (*(one for times in ways for one in (times.waited, times.worked)), *self.over_http)


def main() -> None:
    options = _options()
    with TemporaryDirectory(prefix="hushroom-bench-list-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with embedded_postgres(folder / "postgres") as server:
            measured_at({size: _seeded(server.url, size) for size in options.sizes}, folder, options.rounds)


def measured_at(urls: Mapping[int, str], folder: Path, rounds: int) -> None:
    """Measures the companions of each database and prints the tables."""
    with ExitStack() as stack:
        valkey = stack.enter_context(valkey_for_tests())
        addresses = {}
        for size, url in urls.items():
            environment = UNUSED | {"DATABASE_URL": url, "REDIS_URL": valkey.url, "HUSHROOM_RATE_LIMITS": "off"}
            output = folder / f"{size}.log"
            side = stack.enter_context(served("hushroom_http.main:app", "/api/v1/health", environment, OURS, output))
            wait_until_read(output)
            addresses[size] = f"http://127.0.0.1:{side.port}/api/v1/companions"
        _show(asyncio.run(_measured(urls, addresses, rounds)))


def _seeded(server: str, size: int) -> str:
    """Creates a database with so many companions and returns its URL."""
    name = f"companions_{size}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    url = f"{server.rpartition('/')[0]}/{name}"
    migrate.upgrade(url)
    environment = UNUSED | {"DATABASE_URL": url, "REDIS_URL": "redis://127.0.0.1:1/0"}
    seed_database(read_settings(environment), companions=size, say=lambda _: None)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
    return url


async def _measured(
    urls: Mapping[int, str], addresses: Mapping[int, str], rounds: int
) -> dict[int, dict[str, Measure]]:
    async with AsyncExitStack() as stack:
        scales = {size: await _scale(stack, urls[size], addresses[size]) for size in urls}
        found: dict[int, dict[str, Measure]] = {size: {} for size in urls}
        for name in QUESTIONS:
            for size, measure in (await _question(scales, name, rounds)).items():
                found[size][name] = measure
        return found


async def _scale(stack: AsyncExitStack, url: str, address: str) -> Scale:
    database = open_database(url, pool_size=1)
    stack.push_async_callback(database.close)
    source = PostgresCandidateSource(database, url)
    stack.push_async_callback(source.close)
    columns = ColumnCandidates(source, candidates(database), SystemClock(), NEVER)
    if not await columns.read():
        raise SystemExit("Another process reads the candidates.")
    return Scale(address=address, url=url, database=database, columns=columns)


async def _question(scales: Mapping[int, Scale], name: str, rounds: int) -> dict[int, Measure]:
    """Asks each way at each size in turns; the first round prepares the statements."""
    asked, window = QUESTIONS[name]
    search = CompanionSearch(**asked)
    again = {size: scale.searches("again") for size, scale in scales.items()}
    spent: dict[int, dict[str, list[Times]]] = {size: {way: [] for way in WAYS} for size in scales}
    waited: dict[int, list[tuple[float, float]]] = {size: [] for size in scales}
    with httpx.Client(trust_env=False, timeout=None) as client:  # noqa: S113 - a slow answer is measured, too
        for number in range(rounds + 1):
            for size, scale in scales.items():
                for way in WAYS:
                    searches = again[size] if way == "again" else scale.searches(way)
                    spent[size][way].append(await _times(scale.database, partial(searches.page, search, window)))
                first = _request(scale.address, asked, window, number)
                both = [await asyncio.to_thread(_waited, client, first) for _ in range(2)]
                waited[size].append((both[0], both[1]))
    return {
        size: Measure(
            {way: _median(times[1:]) for way, times in spent[size].items()},
            (median(one for one, _ in waited[size][1:]) * 1000, median(one for _, one in waited[size][1:]) * 1000),
            _total(await again[size].page(search, window)),
        )
        for size in scales
    }


def _total(page: Page[CompanionCard]) -> str:
    return f"{'about ' if page.is_total_estimate else ''}{page.total:,}"


def _request(address: str, asked: Mapping[str, Any], window: Window, number: int) -> httpx.Request:
    given = {PARAMETERS.get(name, name): _spelled(value, number) for name, value in asked.items()}
    return httpx.Request("GET", address, params=given | {"take": window.take, "skip": window.skip})


def _spelled(value: object, number: int) -> Any:
    """Spells a value in the way with this number; the ways of a short text repeat."""
    if isinstance(value, Money):
        return (value.minor + number) / CENTS
    if isinstance(value, str) and not isinstance(value, CompanionSort):
        return "".join(one.upper() if number >> place & 1 else one for place, one in enumerate(value))
    return value


def _waited(client: httpx.Client, request: httpx.Request) -> float:
    began = time.perf_counter()
    client.send(request).raise_for_status()
    return time.perf_counter() - began


async def _times(database: Database, ask: Callable[[], Awaitable[object]]) -> Times:
    """Asks once, on the one connection of the pool."""
    async with database.connection() as connection:
        server = Path(f"/proc/{connection.info.backend_pid}/schedstat")
    used, began = _processor(server) + time.process_time(), time.perf_counter()
    await ask()
    waited = time.perf_counter() - began
    return Times(waited * 1000, (_processor(server) + time.process_time() - used) * 1000)


def _median(times: Sequence[Times]) -> Times:
    return Times(median(one.waited for one in times), median(one.worked for one in times))


def _processor(schedstat: Path) -> float:
    """Returns the seconds that a process has used of a processor."""
    return int(schedstat.read_text().split()[0]) / 1e9


def _show(found: Mapping[int, Mapping[str, Measure]]) -> None:
    smallest = next(iter(found.values()))
    for size, measures in found.items():
        table = Table(title=f"{size:,} companions, load {os.getloadavg()[0]:.1f}")
        for column in ("question", *COLUMNS, "total"):
            table.add_column(column)
        for name, one in measures.items():
            least = smallest[name.partition(",")[0] if QUESTIONS[name][1] is DEEP else name]
            cells = map(_cell, one.milliseconds, least.milliseconds)
            table.add_row(name, *cells, one.total)
        Console(width=170).print(table)


def _cell(milliseconds: float, smallest: float) -> str:
    return f"{milliseconds:.2f} x{milliseconds / smallest:.1f}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-companions", description=__doc__)
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[1_000, 100_000], help="numbers of companions, ascending"
    )
    parser.add_argument("--rounds", type=int, default=15, help="how often each question is asked")
    return parser.parse_args()


if __name__ == "__main__":
    main()
