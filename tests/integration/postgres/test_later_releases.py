"""Rows that a later release wrote, with names that this one does not know: they are read, or left to it."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from hushroom_domain.administration.queries import AuditSearch, whole
from hushroom_domain.identity.model import User
from hushroom_domain.notifications.errors import NotificationNotFound
from hushroom_domain.shared.ids import NotificationId
from hushroom_domain.shared.paging import Window
from tests.support.builders import NOW
from tests.support.contracts.storage import PostgresStorage
from tests.support.existing import existing

LATER, DIGEST = "A_NAME_OF_NEXT_YEAR", "digest of a challenge"
CHECKS = {"deliveries": "kind", "notifications": "kind", "one_time_tokens": "purpose", "passkey_challenges": "purpose"}
"""The columns whose constraint the migration of a later release widens before its programs write."""


@pytest.fixture
def later(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url, autocommit=True) as rows:
        checks = {table: _check(rows, f"{table}_{column}_check") for table, column in CHECKS.items()}
        for table, (name, _) in checks.items():
            rows.execute(SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(Identifier(table), name))
        yield rows
        for table, (name, condition) in checks.items():
            rows.execute(SQL("DELETE FROM {}").format(Identifier(table)))
            rows.execute(SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(Identifier(table), name, condition))


def _check(rows: psycopg.Connection, name: str) -> tuple[Identifier, SQL]:
    """Returns the name of a constraint, and the words that make it again."""
    found = rows.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", (name,)).fetchone()
    return Identifier(name), SQL(existing(found)[0])


def write(rows: psycopg.Connection, user: User) -> NotificationId:
    """Writes a row with an unknown name into each table that keeps such names; returns the id of the notification."""
    told = NotificationId(uuid4())
    rows.execute(
        "INSERT INTO audit_logs (id, action, actor_id, entity, entity_id, metadata, created_at)"
        " VALUES (%s, %s, %s, 'user', %s, '{}', %s)",
        (uuid4(), LATER, user.id, user.id, NOW),
    )
    rows.execute(
        "INSERT INTO deliveries (key, kind, user_id, claimed_at) VALUES ('a key', %s, %s, %s)", (LATER, user.id, NOW)
    )
    rows.execute(
        "INSERT INTO notifications (id, user_id, kind, subject_id, key, created_at)"
        " VALUES (%s, %s, %s, %s, 'a key', %s)",
        (told, user.id, LATER, uuid4(), NOW),
    )
    rows.execute(
        "INSERT INTO one_time_tokens (id, user_id, purpose, digest, expires_at, created_at)"
        " VALUES (%s, %s, %s, 'digest', %s, %s)",
        (uuid4(), user.id, LATER, NOW + timedelta(days=1), NOW),
    )
    rows.execute(
        "INSERT INTO passkey_challenges (digest, purpose, expires_at) VALUES (%s, %s, %s)",
        (DIGEST, LATER, NOW + timedelta(days=1)),
    )
    return told


async def test_an_act_is_shown_by_its_stored_name(kept: PostgresStorage, later: psycopg.Connection) -> None:
    write(later, await kept.user())
    page = await kept.queries.admin.audit_logs(Window(take=10), AuditSearch())
    assert [view.entry.action for view in page.items] == [LATER]


async def test_an_email_is_listed(kept: PostgresStorage, later: psycopg.Connection) -> None:
    user = await kept.user()
    write(later, user)
    assert [one.kind for one in await kept.queries.notifications.emails(user.id)] == [LATER]


async def test_a_notification_is_left_to_the_release_that_has_words_for_it(
    kept: PostgresStorage, later: psycopg.Connection
) -> None:
    user = await kept.user()
    told = write(later, user)
    found = await kept.queries.notifications.of_user(user.id, Window(take=10))
    assert (found.found.items, found.unread) == ((), 0)
    async with kept.begin() as work:
        with pytest.raises(NotificationNotFound):
            await work.notifications.lock(user.id, told)
    left = later.execute("SELECT count(*) FROM notifications").fetchone()
    assert left == (1,)


async def test_an_export_has_all_that_has_a_name(kept: PostgresStorage, later: psycopg.Connection) -> None:
    user = await kept.user()
    write(later, user)
    export = existing(await whole(kept.asked.exports.slices(user.id)))
    assert [one.action for one in export.audit_logs] == [LATER]
    assert [one.kind for one in export.emails] == [LATER]
    assert [one.purpose for one in export.links] == [LATER]


async def test_a_challenge_is_left_to_the_release_that_issued_it(
    kept: PostgresStorage, later: psycopg.Connection
) -> None:
    write(later, await kept.user())
    async with kept.begin() as work:
        assert await work.passkey_challenges.take(DIGEST) is None
    left = later.execute("SELECT count(*) FROM passkey_challenges").fetchone()
    assert left == (1,)
