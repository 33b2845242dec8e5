"""Gives their key to accounts that were written without one, and names those that share a key with another."""

from typing import Any
from uuid import UUID

import psycopg
from attrs import frozen
from psycopg.sql import SQL

from hushroom_domain.identity.rules.email_addresses import EmailAddress, ToAscii

_UNKEYED = SQL("""
    SELECT id, email, is_active AND deleted_at IS NULL FROM users WHERE address_key IS NULL AND id > %(after)s
    ORDER BY id LIMIT %(rows)s FOR NO KEY UPDATE SKIP LOCKED
""")
_KEY_FIRST = SQL("""
    UPDATE users SET address_key = given.key
    FROM (
        SELECT DISTINCT ON (key) id, key FROM unnest(%(ids)s::uuid[], %(keys)s::text[]) AS one (id, key)
        ORDER BY key, id
    ) AS given
    WHERE users.id = given.id AND NOT EXISTS (SELECT FROM users AS other WHERE other.address_key = given.key)
    RETURNING users.id
""")
_HOLDER = SQL("""
    SELECT id, email, is_active AND deleted_at IS NULL FROM users WHERE address_key = %(key)s FOR NO KEY UPDATE
""")
_SET_KEY = SQL("UPDATE users SET address_key = %(key)s WHERE id = %(id)s")


@frozen
class Account:
    """An account as an administrator looks for it."""

    id: UUID
    email: str
    is_enabled: bool


@frozen
class SharedKey:
    """Two accounts of one address. Each signs in by the spelling it was made with; `holder` by any other as well."""

    holder: Account
    other: Account


@frozen
class KeyedBatch:
    """The ids that were looked at, in order, the number of accounts that got a key, and the others."""

    ids: tuple[UUID, ...]
    keyed: int
    shared: tuple[SharedKey, ...]


def key_batch(connection: psycopg.Connection[Any], to_ascii: ToAscii, after: UUID, rows: int) -> KeyedBatch:
    """Gives the next accounts their key in a transaction of its own.

    Of accounts with one key the oldest gets it, and one that is closed yields it to one that is not.
    """
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(_UNKEYED, {"after": after, "rows": rows})
        accounts = [Account(*row) for row in cursor.fetchall()]
        keys = {one.id: EmailAddress.of(one.email, to_ascii).key for one in accounts}
        cursor.execute(_KEY_FIRST, {"ids": list(keys), "keys": list(keys.values())})
        keyed = {row[0] for row in cursor.fetchall()}
        left = [one for one in accounts if one.id not in keyed and one.is_enabled]
        shared = [pair for one in left if (pair := _settle(cursor, one, keys[one.id]))]
    return KeyedBatch(tuple(keys), len(keyed) + len(left) - len(shared), tuple(shared))


def _settle(cursor: psycopg.Cursor[Any], other: Account, key: str) -> SharedKey | None:
    """Gives the key of a closed account to `other`; returns the two when both are open."""
    cursor.execute(_HOLDER, {"key": key})
    row = cursor.fetchone()
    assert row is not None, "a key that was not given is held"
    holder = Account(*row)
    if holder.is_enabled:
        return SharedKey(holder, other)
    cursor.execute(_SET_KEY, {"key": None, "id": holder.id})
    cursor.execute(_SET_KEY, {"key": key, "id": other.id})
    return None
