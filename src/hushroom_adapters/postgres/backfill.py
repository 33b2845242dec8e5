"""Completes rows of earlier versions: folded text, and keys of addresses."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from attrs import evolve, frozen
from sqlalchemy import Select, Update, bindparam, select, update

from hushroom_adapters.postgres.companions.mappings import COMPANION, FOLDED_COMPANION
from hushroom_adapters.postgres.core.database import CONNECT_TIMEOUT_SECONDS, driver_url, plain_url
from hushroom_adapters.postgres.core.errors import translate_errors
from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.core.sql import compiled
from hushroom_adapters.postgres.identity.address_keys import SharedKey, key_batch
from hushroom_adapters.postgres.identity.mappings import FOLDED_USER, USER
from hushroom_domain.identity.rules.email_addresses import ToAscii

BATCH_ROWS = 500
"""The number of rows of one batch, each of which is a transaction of its own."""
SESSION = "-c TimeZone=UTC -c lock_timeout=8s"
FIRST = UUID(int=0)

T = TypeVar("T")


@frozen
class _Backfill:
    """Writes the derived columns of the rows that lack them."""

    mapper: RowMapper[Any]
    derived: Mapping[str, Callable[[Any], Any]]
    look: Select[Any]
    write: Update

    @classmethod
    def of(cls, mapper: RowMapper[T], derived: Mapping[str, Callable[[T], Any]]) -> "_Backfill":
        c = mapper.table.c
        missing = select(*mapper.columns).where(c.folded_of.is_(None), c.id > bindparam("after"))
        batch = missing.order_by(c.id).limit(bindparam("rows")).with_for_update(key_share=True, skip_locked=True)
        values = {name: bindparam(name, type_=c[name].type) for name in derived}
        return cls(mapper, derived, batch, update(mapper.table).where(c.id == bindparam("key")).values(values))

    def batch(self, connection: psycopg.Connection[Any], after: UUID, rows: int) -> list[UUID]:
        """Folds the next rows in a transaction of its own; returns their ids in order."""
        look, write = compiled(self.look), compiled(self.write)
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute(look.sql, {**look.constants, "after": after, "rows": rows})
            found = [self.mapper.load(row) for row in cursor.fetchall()]
            cursor.executemany(write.sql, [self._values(one) | write.constants for one in found])
        return [one.id for one in found]

    def _values(self, one: Any) -> dict[str, Any]:
        return {"key": one.id, **{name: compute(one) for name, compute in self.derived.items()}}


_BACKFILLS = (_Backfill.of(COMPANION, FOLDED_COMPANION), _Backfill.of(USER, FOLDED_USER))


@frozen
class CaughtUp:
    """The number of rows that were folded and of accounts that got a key, and the accounts that share one."""

    folded: int = 0
    keyed: int = 0
    shared: tuple[SharedKey, ...] = ()


def catch_up(url: str, to_ascii: ToAscii, batch_rows: int = BATCH_ROWS) -> CaughtUp:
    """Folds every row that lacks folded text and gives a key to every account that lacks one.

    Safe to interrupt, to repeat, and to run twice at once. Locked rows are skipped and left to the next call.
    """
    address = plain_url(driver_url(url))
    with (
        translate_errors(),
        psycopg.connect(
            address, autocommit=True, connect_timeout=CONNECT_TIMEOUT_SECONDS, options=SESSION
        ) as connection,
    ):
        folded = sum(_all_batches(backfill, connection, batch_rows) for backfill in _BACKFILLS)
        return evolve(_keyed(connection, to_ascii, batch_rows), folded=folded)


def _all_batches(backfill: _Backfill, connection: psycopg.Connection[Any], rows: int) -> int:
    count, after = 0, FIRST
    while found := backfill.batch(connection, after, rows):
        count, after = count + len(found), found[-1]
    return count


def _keyed(connection: psycopg.Connection[Any], to_ascii: ToAscii, rows: int) -> CaughtUp:
    done, after = CaughtUp(), FIRST
    while (batch := key_batch(connection, to_ascii, after, rows)).ids:
        done = CaughtUp(keyed=done.keyed + batch.keyed, shared=done.shared + batch.shared)
        after = batch.ids[-1]
    return done
