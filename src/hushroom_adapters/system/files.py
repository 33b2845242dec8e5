"""Writes files that hold secrets."""

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Writes the whole file or nothing of it, also when the machine stops in between.

    A new file is readable by its owner only; a file that exists keeps its owner, its permissions and the links to it.
    Raises: OSError.
    """
    path = path.resolve()
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    try:
        fresh.touch(mode=0o600)
        if path.exists():
            _be_like(fresh, path.stat())
        with fresh.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _be_like(path: Path, other: os.stat_result) -> None:
    mine = path.stat()
    if (mine.st_uid, mine.st_gid) != (other.st_uid, other.st_gid):
        os.chown(path, other.st_uid, other.st_gid)
    path.chmod(other.st_mode & 0o777)
