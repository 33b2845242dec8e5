"""Ends a program with the process that started it, also when that process is killed."""

import ctypes
import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
WATCH_INTERVAL_SECONDS = 0.5


def die_with_parent() -> None:
    """Asks the kernel to send this process SIGTERM when its parent ends.

    Linux takes the *thread* that started the process for the parent: start the program from a thread that stays.
    """
    parent = os.getppid()
    if sys.platform == "linux":
        _ask_the_kernel(signal.SIGTERM)
    else:
        threading.Thread(target=_watch, args=(parent,), name="lifeline", daemon=True).start()
    if os.getppid() != parent:  # it died before the kernel knew that we care
        os.kill(os.getpid(), signal.SIGTERM)


def _ask_the_kernel(death_signal: signal.Signals) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the kernel refused PR_SET_PDEATHSIG")


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_INTERVAL_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
