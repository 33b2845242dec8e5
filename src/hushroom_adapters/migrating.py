"""Migrations from the command line: run, print, or compare with the tables of the code on a scratch server."""

import tempfile
from pathlib import Path

from hushroom_adapters.postgres.migrate import Moved, check, downgrade, sql, upgrade

PASSABLE = 0o711
NEWEST, NONE = "head", "base"


def migrate(url: str, revision: str) -> Moved:
    """Migrates up to `head` or a named revision, or down to `base` or by so many steps (-1).

    Raises: Unwell, DatabaseUnavailable.
    """
    if revision == NONE or revision.startswith("-"):
        return downgrade(url, revision)
    return upgrade(url, revision)


def in_words(moved: Moved) -> str:
    """Returns a sentence about what a migration did."""
    if moved.before == moved.after:
        return f"The database is at revision {moved.after or NONE} already."
    return f"The database went from revision {moved.before or NONE} to {moved.after or NONE}."


def as_sql(revision: str) -> str:
    """What migrating an empty database to `revision` would run."""
    return sql(revision)


def compare_with_code() -> list[str]:
    """What differs between the tables that the migrations make and those of the code; starts its own PostgreSQL."""
    from hushroom_adapters.embedded import embedded_postgres

    with tempfile.TemporaryDirectory(prefix="hushroom-check-") as folder:
        # PostgreSQL may run as another account than ours, and must be able to walk through.
        Path(folder).chmod(PASSABLE)
        with embedded_postgres(Path(folder) / "postgres", durable=False) as server:
            upgrade(server.url)
            return list(check(server.url))
