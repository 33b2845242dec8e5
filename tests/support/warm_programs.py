"""Programs of the platform as processes, forked from one that has imported everything already, or started anew.

To import the platform takes two seconds of processor time, more than most tests of a worker. The journeys and the tests
in a browser start all programs anew, as `hushroom dev` does.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from typing import IO

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__, "hushroom_adapters.bootstrap", "hushroom_adapters.entrypoints.cli"])


class ColdProcess:
    """A `hushroom` command in a Python that was started for it. Its standard output is a pipe."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        command = (sys.executable, "-m", "hushroom_adapters.entrypoints.cli", *arguments)
        self._process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603  ours
        assert self._process.stdout is not None
        self.output: IO[str] = self._process.stdout

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, number: signal.Signals) -> None:
        """Sends a signal, unless the process has ended."""
        self._process.send_signal(number)

    def wait(self, seconds: float) -> int | None:
        """Waits for the end of the process and returns its exit code; None when it still runs after the time."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None


class WarmProcess:
    """A `hushroom` command in a fork. It has no child processes of its own."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        reader, writer = _FORKS.Pipe(duplex=False)
        self._process = _FORKS.Process(target=_run, args=(tuple(arguments), dict(environment), writer))
        self._process.start()
        writer.close()
        self.output: IO[str] = os.fdopen(os.dup(reader.fileno()), encoding="utf-8")
        reader.close()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def send(self, number: signal.Signals) -> None:
        """Sends a signal, unless the process has ended."""
        if self._process.is_alive():
            os.kill(self.pid, number)

    def wait(self, seconds: float) -> int | None:
        """Waits for the end of the process and returns its exit code; None when it still runs after the time."""
        self._process.join(seconds)
        return self._process.exitcode


def _run(arguments: tuple[str, ...], environment: dict[str, str], output: Connection) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(output.fileno(), sys.stdout.fileno())
    output.close()

    from hushroom_adapters.entrypoints import cli

    cli.main(arguments)
