"""The account that runs PostgreSQL, because PostgreSQL refuses to run as root, and what that account can reach."""

import os
import stat
import sys
from pathlib import Path

from attrs import frozen

from hushroom_adapters.local.embedded.errors import EmbeddedServerFailed


@frozen
class Account:
    """The user that a server runs as."""

    uid: int
    gid: int

    def can_walk_to(self, folder: Path) -> bool:
        """Returns whether the mode bits let another account pass through to this folder."""
        whole = folder.resolve()
        return all(step.stat().st_mode & stat.S_IXOTH for step in (whole, *whole.parents))

    def can_run(self, program: Path) -> bool:
        return self.can_walk_to(program.parent) and bool(program.stat().st_mode & stat.S_IXOTH)

    def take(self, path: Path) -> None:
        if sys.platform != "win32":
            os.chown(path, self.uid, self.gid)


def account_for_postgres() -> Account | None:
    """Returns the account to change to, or None when this process runs as an ordinary user."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as missing:
        raise EmbeddedServerFailed(
            "PostgreSQL does not run as root and there is no user 'nobody' to run it as: "
            "start as an ordinary user, or set DATABASE_URL"
        ) from missing
    return Account(nobody.pw_uid, nobody.pw_gid)
