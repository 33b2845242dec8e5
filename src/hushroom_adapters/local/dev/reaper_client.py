"""Our end of the undertaker: who is to be ended if we can not do it ourselves."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("undertaker.py")


class ReaperClient:
    """Knows every process group that we have started and not yet seen end."""

    def __init__(self) -> None:
        """Start the undertaker."""
        self._pids: set[int] = set()
        self._process = self._launch()

    def watch(self, pid: int) -> None:
        self._pids.add(pid)
        self._say(f"+{pid}\n")

    def forget(self, pid: int) -> None:
        self._pids.discard(pid)
        self._say(f"-{pid}\n")

    def close(self) -> None:
        """Let it go; it ends whoever is still being watched."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except BrokenPipeError:  # somebody killed it: a new one learns everything from the start
            self._process = self._launch()
            for pid in self._pids:
                self._say(f"+{pid}\n")

    @staticmethod
    def _launch() -> "subprocess.Popen[str]":
        command = [sys.executable, "-I", "-S", str(SCRIPT)]
        return subprocess.Popen(  # noqa: S603  our own script
            command, stdin=subprocess.PIPE, text=True, start_new_session=True
        )
