"""A script beside `hushroom dev`: ends all process groups that it started when it dies without stopping them.

The kernel signals the children themselves (see `embedded/launch.py`), but neither their own children nor those
that ignore the signal. Standard input carries lines `+PID` and `-PID`, each the leader of a process group; its end
means that the parent is gone. A parent that stops in good order has taken back every pid before.
"""

import os
import signal
import sys
import time

PATIENCE_SECONDS = 3.0
POLL_SECONDS = 0.05


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    left = _pids_left()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while left and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
        left = {pid for pid in left if _signalled(pid, 0)}
    for pid in left:
        _signalled(pid, signal.SIGKILL)


def _pids_left() -> set[int]:
    left: set[int] = set()
    for line in sys.stdin:
        pid = int(line[1:])
        if line.startswith("+"):
            left.add(pid)
        else:
            left.discard(pid)
    return left


def _signalled(group: int, number: int) -> bool:
    """Sends the signal to the group. Returns False when no process of the group is left."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):  # macOS says the latter of a group of zombies
        return False
    return True


if __name__ == "__main__":
    main()
