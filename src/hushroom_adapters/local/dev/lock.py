"""A lock that admits one `hushroom dev` for one data folder; the kernel releases it even after a SIGKILL."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from hushroom_adapters.local.dev.errors import DevFailed
from hushroom_adapters.local.dev.folder import usable


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Holds the lock while the block runs. Raises: DevFailed when another process holds it."""
    with _opened(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise DevFailed(_sentence(path)) from taken
        with usable(path.parent):
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
        yield


def _opened(path: Path) -> TextIO:
    with usable(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a+", encoding="ascii")


def _sentence(path: Path) -> str:
    holder = path.read_text("ascii") or "another"
    return (
        f"hushroom dev already runs on {path.parent} (process {holder}): "
        "use that one, stop it, or give another folder with --data"
    )
