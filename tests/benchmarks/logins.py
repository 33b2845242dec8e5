"""Measures logins on one web process: python -m tests.benchmarks.logins.

Prints the logins a second against what the processors can hash (bcrypt alone, on as many threads as there are
processors), the time of another route while 10,000 wrong passwords a minute arrive, beside its time without them, and
the memory of the process before it has read any candidates.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count

import bcrypt
import httpx
import psutil

from hushroom_adapters.local.seeding.accounts import PASSWORD
from hushroom_adapters.local.seeding.command import seed_database
from hushroom_adapters.local.seeding.generators import MAIL_DOMAIN, Kind
from hushroom_adapters.local.seeding.people import handle_of
from hushroom_adapters.postgres import migrate
from hushroom_adapters.settings import read_settings
from tests.benchmarks.harness import OURS, UNUSED, Side, served
from tests.benchmarks.load import LoadResult, Request, drive, read_answer
from tests.support.servers import postgres_for_tests, valkey_for_tests

CORES = os.cpu_count() or 1
USERS = 500
LOGIN, OTHER = "/api/v1/auth/login", "/api/v1/users/me"
STORM_A_SECOND = 10_000 / 60
STORM_CONNECTIONS = 64
PAUSE_SECONDS = 0.01
HASHES_EACH = 8
MEGABYTE = 1_000_000


@contextmanager
def web() -> Iterator[Side]:
    """Serves the web application with generated people, whose passwords are known."""
    with postgres_for_tests() as postgres, valkey_for_tests() as valkey:
        environment = UNUSED | {
            "DATABASE_URL": postgres.url,
            "REDIS_URL": valkey.url,
            "HUSHROOM_RATE_LIMITS": "off",
            "HUSHROOM_QUOTAS": "off",
            "HUSHROOM_BCRYPT_THREADS": str(CORES),
        }
        migrate.upgrade(postgres.url)
        seed_database(read_settings(environment), companions=1, users=USERS, sessions=1, say=lambda _: None)
        with served("hushroom_http.main:app", "/api/v1/health", environment, OURS) as side:
            yield side


def hashes_a_second(rounds: int) -> float:
    """Returns how many passwords the processors hash in a second when they do nothing else."""
    salt = bcrypt.gensalt(rounds)
    with ThreadPoolExecutor(CORES) as pool:
        began = time.perf_counter()
        list(pool.map(lambda _: bcrypt.hashpw(PASSWORD.encode(), salt), range(HASHES_EACH * CORES)))
        return HASHES_EACH * CORES / (time.perf_counter() - began)


def _address(number: int) -> str:
    return f"{handle_of(Kind.SEEKER, number)}@{MAIL_DOMAIN}"


def _login(number: int, password: str) -> Request:
    body = json.dumps({"email": _address(number), "password": password}).encode()
    return Request(method="POST", path=LOGIN, status=201, body=body)


async def storm(port: int, seconds: float) -> Counter[int]:
    """Sends wrong passwords for all accounts in turns, as many a second as an attack does; counts the statuses."""
    statuses, numbers = Counter[int](), count()
    began = time.perf_counter()

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            while (due := began + (number := next(numbers)) / STORM_A_SECOND) < began + seconds:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                writer.write(_login(number % USERS, f"Wrong-{number}-password").encoded())
                statuses[(await read_answer(reader))[0]] += 1
        finally:
            writer.close()

    await asyncio.gather(*(one() for _ in range(STORM_CONNECTIONS)))
    return statuses


async def looked_at(port: int, token: str, seconds: float) -> LoadResult:
    """Returns the latencies of somebody who asks another route a hundred times a second at most."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    asked = Request(method="GET", path=OTHER, status=200, token=token).encoded()
    latencies, deadline = [], time.perf_counter() + seconds
    while (sent := time.perf_counter()) < deadline:
        writer.write(asked)
        status, body = await read_answer(reader)
        assert status == httpx.codes.OK, body
        latencies.append((time.perf_counter() - sent) * 1000)
        await asyncio.sleep(PAUSE_SECONDS)
    writer.close()
    return LoadResult(seconds=seconds, latencies=tuple(latencies))


async def measure(side: Side, rounds: int, seconds: float) -> int:
    """Measures and prints everything; returns the status of the program."""
    process = psutil.Process(side.pid)
    sys.stdout.write(f"memory of the web process: {process.memory_info().rss / MEGABYTE:.0f} MB\n")
    able = hashes_a_second(rounds)
    many = [_login(number, PASSWORD) for number in range(USERS)]
    found = await drive(side.port, many, connections=2 * CORES, seconds=seconds)
    share = found.per_second / able
    sys.stdout.write(
        f"{found.per_second:.2f} logins/s, {able:.2f} hashes/s on {CORES} processors: {share:.2f} (goal: 0.9)\n"
    )
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        credentials = {"email": _address(0), "password": PASSWORD}
        answer = await client.post(f"http://127.0.0.1:{side.port}{LOGIN}", json=credentials)
        token = answer.json()["accessToken"]
    before = await looked_at(side.port, token, seconds)
    statuses, during = await asyncio.gather(storm(side.port, seconds), looked_at(side.port, token, seconds))
    for name, result in (("without", before), ("during", during)):
        sys.stdout.write(f"{OTHER} {name}: p50 {result.percentile(50):.2f} ms, p99 {result.percentile(99):.2f} ms\n")
    growth = during.percentile(99) / before.percentile(99)
    sent = sum(statuses.values()) / seconds
    sys.stdout.write(f"p99 x {growth:.2f} (goal: 2) while {sent:.0f} wrong passwords/s got {dict(statuses)}\n")
    sys.stdout.write(f"memory of the web process: {process.memory_info().rss / MEGABYTE:.0f} MB\n")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.logins")
    parser.add_argument("--seconds", type=float, default=20, help="seconds of each measurement (20)")
    options = parser.parse_args()
    with web() as side:
        rounds = read_settings(UNUSED | {"DATABASE_URL": "postgresql://x/x", "REDIS_URL": "redis://x"}).passwords.rounds
        return asyncio.run(measure(side, rounds, options.seconds))


if __name__ == "__main__":
    sys.exit(main())
