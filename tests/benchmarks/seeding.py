"""Measures `hushroom seed` on a PostgreSQL of its own: python -m tests.benchmarks.seeding --help.

Prints each line of the seeding with the seconds since its begin, the processor seconds of this process and of
PostgreSQL, and the load of the machine. A busy machine stretches the seconds, not the work: compare processor seconds.
"""

import argparse
import os
import resource
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from attrs import frozen

from hushroom_adapters.local.embedded import embedded_postgres
from hushroom_adapters.local.seeding.command import seed_database
from hushroom_adapters.postgres import migrate
from hushroom_adapters.settings import read_settings
from tests.benchmarks.harness import UNUSED

SERVER = "postgres"


@frozen
class Meter:
    """Prints lines with the seconds since its begin."""

    began: float
    own: float
    server: psutil.Process
    servers: float

    @classmethod
    def start(cls) -> "Meter":
        # The launcher replaces itself by the server, or stays as its parent.
        running = psutil.Process().children(recursive=True)
        server = next(process for process in running if process.name() == SERVER)
        return cls(time.monotonic(), time.process_time(), server, cpu_of(server))

    def say(self, line: str) -> None:
        wall, own = time.monotonic() - self.began, time.process_time() - self.own
        servers, load = cpu_of(self.server) - self.servers, os.getloadavg()[0]
        print(f"{wall:7.1f} s  own {own:6.1f}  PostgreSQL {servers:6.1f}  load {load:5.1f}  {line}", flush=True)  # noqa: T201


def cpu_of(server: psutil.Process) -> float:
    """Returns the processor seconds of a PostgreSQL server and its processes, also of those that have ended."""
    spent = server.cpu_times()
    total = spent.user + spent.system + spent.children_user + spent.children_system
    for child in server.children():
        try:
            used = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += used.user + used.system
    return float(total)


def main() -> None:
    options = _options()
    with TemporaryDirectory(prefix="hushroom-bench-seed-") as folder:
        Path(folder).chmod(0o711)
        with embedded_postgres(Path(folder) / "postgres") as server:
            migrate.upgrade(server.url)
            meter = Meter.start()
            environment = UNUSED | {"DATABASE_URL": server.url, "REDIS_URL": "redis://127.0.0.1:1/0"}
            scale = {"companions": options.companions, "users": options.users, "sessions": options.sessions}
            seed_database(read_settings(environment), **scale, say=meter.say)
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            meter.say(f"done; this process had {memory} MB at most")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-seed", description=__doc__)
    parser.add_argument("--companions", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=1_000_000)
    parser.add_argument("--sessions", type=int, default=2_000_000)
    return parser.parse_args()


if __name__ == "__main__":
    main()
