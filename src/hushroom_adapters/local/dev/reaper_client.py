"""The client of the reaper: tells it which process groups must end when `hushroom dev` dies."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("reaper.py")


class ReaperClient:
    """Registers the process groups that `hushroom dev` started and that have not ended yet."""

    def __init__(self) -> None:
        """Starts the reaper."""
        self._pids: set[int] = set()
        self._process = self._launch()

    def watch(self, pid: int) -> None:
        self._pids.add(pid)
        self._say(f"+{pid}\n")

    def forget(self, pid: int) -> None:
        self._pids.discard(pid)
        self._say(f"-{pid}\n")

    def close(self) -> None:
        """Closes the pipe to the reaper, which then ends the groups that are still registered."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except BrokenPipeError:  # the reaper was killed: the new one is told all groups again
            self._process = self._launch()
            for pid in self._pids:
                self._say(f"+{pid}\n")

    @staticmethod
    def _launch() -> "subprocess.Popen[str]":
        command = [sys.executable, "-I", "-S", str(SCRIPT)]
        return subprocess.Popen(  # noqa: S603  our own script
            command, stdin=subprocess.PIPE, text=True, start_new_session=True
        )
