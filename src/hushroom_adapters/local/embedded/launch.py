"""Run as a script: give up root, tie this process to its parent's life, then become the server.

It imports only what starts in milliseconds, because every embedded server begins its life here. Doing this
in a process of our own instead of in a fork of the caller keeps callers with threads safe from deadlocks.

    python -I -S launch.py PARENT_PID DEATH_SIGNAL UID GID COMMAND...      (UID -1: stay who we are)
"""

import ctypes  # here, because nobody may be unable to read the library of root's Python
import os
import sys
import time

PR_SET_PDEATHSIG = 1
WATCH_INTERVAL_SECONDS = 0.5
STAY = -1
LIBC = ctypes.CDLL(None, use_errno=True)


def main(arguments: list[str]) -> None:
    parent, death_signal, uid, gid = (int(word) for word in arguments[:4])
    command = arguments[4:]
    if uid != STAY:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":  # after setuid, which clears it
        _ask_the_kernel(death_signal)
    else:
        _leave_a_watcher(parent, death_signal)
    if os.getppid() != parent:
        sys.exit("the process that wanted this server is gone already")
    os.execv(command[0], command)  # noqa: S606  the command is ours, and no shell is wanted


def _ask_the_kernel(death_signal: int) -> None:
    if LIBC.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the kernel refused PR_SET_PDEATHSIG")


def _leave_a_watcher(parent: int, death_signal: int) -> None:
    """Without the kernel's help: a small process that looks whether the parent still lives."""
    server = os.getpid()
    if os.fork() != 0:
        return
    while os.getppid() == server:
        if not _lives(parent):
            os.kill(server, death_signal)
            break
        time.sleep(WATCH_INTERVAL_SECONDS)
    os._exit(0)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # a watcher that is `nobody` may not signal root's process, which lives
        return True
    return True


if __name__ == "__main__":
    main(sys.argv[1:])
