"""Migrations from the command line: run, print, or compare with the tables of the code on a scratch server."""

import tempfile
from pathlib import Path

from attrs import frozen

from hushroom_adapters.postgres.catching_up import catch_up
from hushroom_adapters.postgres.migrate import Moved, at_head, check, downgrade, sql, upgrade

PASSABLE = 0o711
NEWEST, NONE = "head", "base"


@frozen
class Migrated:
    """The revisions that a migration led from and to, and the number of rows whose text it folded."""

    moved: Moved
    folded_rows: int = 0


def migrate(url: str, revision: str) -> Migrated:
    """Migrates up to `head` or a named revision, or down to `base` or by so many steps (-1).

    Folds the text of the rows that lack it when the database is at the newest revision.

    Raises: Unwell, DatabaseUnavailable.
    """
    if revision == NONE or revision.startswith("-"):
        return Migrated(downgrade(url, revision))
    moved = upgrade(url, revision)
    return Migrated(moved, catch_up(url) if at_head(url) else 0)


def in_words(migrated: Migrated) -> str:
    """Returns a sentence about each thing that a migration did."""
    moved = migrated.moved
    folded = f" The text of {migrated.folded_rows} rows was folded for searches." if migrated.folded_rows else ""
    if moved.before == moved.after:
        return f"The database is at revision {moved.after or NONE} already.{folded}"
    return f"The database went from revision {moved.before or NONE} to {moved.after or NONE}.{folded}"


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
