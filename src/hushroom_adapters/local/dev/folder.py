"""The data folder of `hushroom dev`: which files it holds and where."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from hushroom_adapters.local.dev.errors import DevFailed
from hushroom_adapters.local.embedded import discard_cluster

PRIVATE = 0o700


@contextmanager
def usable(path: Path) -> Iterator[None]:
    """Raises DevFailed when the block finds that the data folder cannot be written."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise DevFailed(f"{path} cannot be the data folder ({reason}): give another one with --data") from error


@frozen
class Folder:
    """The data folder. Other accounts may pass through it, because PostgreSQL may run as another account."""

    path: Path

    @property
    def lock(self) -> Path:
        return self.path / "lock"

    @property
    def keys(self) -> Path:
        return self.path / "keys.json"

    @property
    def endpoints(self) -> Path:
        return self.path / "endpoints.json"

    @property
    def seeded(self) -> Path:
        """The path of the file that exists when the demo data is in the embedded database."""
        return self.path / "seeded"

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def storage(self) -> Path:
        """The path of the pictures of people."""
        return self.path / "storage"

    @property
    def valkey(self) -> Path:
        return self.path / "valkey"

    @property
    def peers(self) -> Path:
        return self.path / "peers"

    def log_of(self, program: str) -> Path:
        """Returns the path of a program's log: `logs/api-1.log` for "API 1"."""
        return self.path / "logs" / f"{program.lower().replace(' ', '-')}.log"

    def prepare(self) -> None:
        """Makes the missing folders; only the owner can read mails and logs."""
        self.path.mkdir(parents=True, exist_ok=True)
        for private in (self.peers, self.storage, self.path / "logs"):
            private.mkdir(mode=PRIVATE, exist_ok=True)

    def reset(self) -> None:
        """Removes the files of `hushroom dev` and nothing else, whatever the folder is."""
        discard_cluster(self.postgres)
        for kept in (self.valkey, self.peers, self.storage, self.path / "logs"):
            if kept.exists():
                shutil.rmtree(kept)
        for kept in (self.keys, self.endpoints, self.seeded):
            kept.unlink(missing_ok=True)
