"""Migrations from the command line: run, print, or compare with the tables of the code on a scratch server."""

import tempfile
from pathlib import Path

from hushroom_adapters.postgres.migrate import check, downgrade, sql, upgrade

PASSABLE = 0o711
NEWEST, NONE = "head", "base"


def migrate(url: str, revision: str) -> None:
    """Up to `head` or a named revision; down to `base`, or by so many steps (-1)."""
    if revision == NONE or revision.startswith("-"):
        downgrade(url, revision)
    else:
        upgrade(url, revision)


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
