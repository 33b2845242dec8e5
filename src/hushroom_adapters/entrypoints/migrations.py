"""Migrations from the command line: run them, print them, or compare them with the tables of the code."""

import tempfile
from pathlib import Path

from attrs import frozen

from hushroom_adapters.postgres.backfill import CaughtUp, catch_up
from hushroom_adapters.postgres.identity.address_keys import SharedKey
from hushroom_adapters.postgres.migrate import Moved, at_head, check, downgrade, sql, upgrade
from hushroom_adapters.security.domain_names import IdnaDomainNames

PASSABLE = 0o711
NOTHING_DONE = CaughtUp()
NEWEST, NONE = "head", "base"


@frozen
class Migrated:
    """The revisions that a migration led from and to, and the rows that it completed."""

    moved: Moved
    caught_up: CaughtUp = NOTHING_DONE


def migrate(url: str, revision: str) -> Migrated:
    """Migrates up to `head` or a named revision, or down to `base` or by so many steps (-1).

    Completes the rows that lack folded text or a key when the database is at the newest revision.

    Raises: CheckFailed, DatabaseUnavailable.
    """
    if revision == NONE or revision.startswith("-"):
        return Migrated(downgrade(url, revision))
    moved = upgrade(url, revision)
    return Migrated(moved, catch_up(url, IdnaDomainNames().to_ascii) if at_head(url) else NOTHING_DONE)


def in_words(migrated: Migrated) -> str:
    """Returns one line for each thing that a migration did."""
    moved, done = migrated.moved, migrated.caught_up
    before, after = moved.before or NONE, moved.after or NONE
    went = f"The database was migrated from revision {before} to {after}."
    sentences = [f"The database is at revision {after} already." if before == after else went]
    if done.folded:
        sentences.append(f"The text of {done.folded} rows was folded for searches.")
    if done.keyed:
        sentences.append(f"The addresses of {done.keyed} accounts were given their key.")
    return "\n".join((*sentences, *map(_shared_in_words, done.shared)))


def _shared_in_words(pair: SharedKey) -> str:
    holder, other = (f"{one.email} ({one.id})" for one in (pair.holder, pair.other))
    return (
        f"{holder} and {other} are one address. Both sign in by their own spelling;"
        " deactivate one of them, and the other one has every spelling after the next migrate."
    )


def as_sql(revision: str) -> str:
    """Returns the SQL that migrates an empty database to `revision`."""
    return sql(revision)


def compare_with_code() -> list[str]:
    """Returns the differences between the tables of the migrations and of the code; starts its own PostgreSQL."""
    from hushroom_adapters.local.embedded import embedded_postgres

    with tempfile.TemporaryDirectory(prefix="hushroom-check-") as folder:
        # PostgreSQL may run as another account than ours, and must be able to walk through.
        Path(folder).chmod(PASSABLE)
        with embedded_postgres(Path(folder) / "postgres", durable=False) as server:
            upgrade(server.url)
            return list(check(server.url))
