"""A complete platform, as `hushroom dev` starts it, in processes that a test may stop, kill and restart."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from hushroom_adapters.settings import VARIABLES
from tests.support.servers import doors_of, passable_folder
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.watch import LeakWatch

START_SECONDS = 300.0
FOR_TESTS = {
    "HUSHROOM_RATE_LIMITS": "off",
    "HUSHROOM_QUOTAS": "off",
    "HUSHROOM_BCRYPT_ROUNDS": "4",  # cheap hashes, because they protect nothing
    "HUSHROOM_RELAY_LEASE_SECONDS": "5",  # rows of killed workers are taken up sooner
}


class WholeHushroom:
    """One `hushroom dev` on one data folder. `more` are additional environment variables, for example DATABASE_URL.

    `workers` is the number of processes of each kind. `watch` checks the responses of the API.
    """

    def __init__(self, data: Path, more: Mapping[str, str] | None = None, workers: int = 1) -> None:
        self.data, self.workers = data, workers
        self.watch = LeakWatch()
        self._environment = clean_environment() | FOR_TESTS | dict(more or {})
        self._process: subprocess.Popen[str] | None = None

    @property
    def endpoints(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.data / "endpoints.json").read_text())
        return found

    def get(self, path: str, *, token: str = "", seconds: float = PATIENCE_SECONDS) -> httpx.Response:
        """Sends a request on a new connection and returns the response of the API within `seconds`."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with httpx.Client(event_hooks=self.watch.hooks, headers=headers, timeout=seconds, trust_env=False) as client:
            return client.get(f"{self.endpoints['api']}/api/v1{path}")

    def pid_of(self, program: str) -> int:
        return int(self.endpoints["pids"][program])

    def answered(self, since: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
        """Returns the web process and the log line of each request that was answered since the given time."""
        for log in (self.data / "logs").glob("api*.log"):
            whole_lines = log.read_text().rpartition("\n")[0].splitlines()
            lines = (json.loads(line) for line in whole_lines if '"event":"request"' in line)
            yield from ((log.stem, line) for line in lines if datetime.fromisoformat(line["timestamp"]) >= since)

    def pids_of(self, kind: str) -> set[int]:
        """Returns the process ids of all processes of this kind, for example "worker 1" and "worker 2"."""
        return {pid for name, pid in self.endpoints["pids"].items() if name.rstrip(" 0123456789") == kind}

    def kill(self, kind: str) -> set[int]:
        """Kills all processes of this kind and returns their process ids."""
        pids = self.pids_of(kind)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        return pids

    def is_open(self) -> bool:
        """Checks that every web process accepts requests."""
        return all(doors_of(pid) for pid in self.pids_of("API"))

    def start(self) -> None:
        """Starts the platform and waits until it is ready."""
        command = (
            sys.executable,
            "-m",
            "hushroom_adapters.entrypoints.cli",
            "dev",
            "--quiet",
            "--die-with-parent",
            "--port",
            "0",
            "--data",
            self.data,
        )
        several = ("--workers", str(self.workers))
        self._process = subprocess.Popen(  # noqa: S603  ours
            (*command, *several), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=self._environment
        )
        deadline = time.monotonic() + START_SECONDS
        while not (self.data / "endpoints.json").exists():
            assert self._process.poll() is None, self._process.communicate()[1]
            assert time.monotonic() < deadline, "hushroom dev is not ready in time"
            time.sleep(0.05)

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stops the platform, or kills the parent process so that its children stop by themselves."""
        assert self._process is not None
        self._process.send_signal(how)
        self._process.communicate(timeout=PATIENCE_SECONDS)
        self._process = None
        if how is signal.SIGKILL:
            (self.data / "endpoints.json").unlink()

    def end_if_running(self) -> None:
        if self._process is not None:
            self.end()


@contextmanager
def whole_hushroom(more: Mapping[str, str] | None = None, workers: int = 1) -> Iterator[WholeHushroom]:
    """Starts a platform on empty data and stops it at the end of the block."""
    with passable_folder() as folder:
        hushroom = WholeHushroom(folder / "data", more, workers)
        try:
            hushroom.start()
            yield hushroom
        finally:
            hushroom.end_if_running()


def clean_environment() -> dict[str, str]:
    """Returns this process's environment without any setting of Hushroom."""
    ours = {name for variable in VARIABLES for name in (variable.name, f"{variable.name}_FILE")}
    return {name: value for name, value in os.environ.items() if name not in ours}
