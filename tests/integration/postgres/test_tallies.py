"""The tallies equal the counted rows after any writes, rollbacks and concurrent transactions."""

import asyncio
from collections import Counter
from typing import Any

import psycopg
import pytest
from attrs import evolve

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.postgres import migrate
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.moderation.state_machine import ReportAction
from hushroom_domain.payments.services.ledger import postings
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.state_machine import SessionStatus
from tests.support.builders import NOW, a_payment, a_report, a_user, an_act
from tests.support.contracts.storage import Storage
from tests.support.databases import fresh_database

COUNTED = {
    "users": "SELECT '', count(*) FROM users",
    "companions": "SELECT status, count(*) FROM companions GROUP BY 1",
    "sessions": "SELECT status, count(*) FROM sessions GROUP BY 1",
    "payments": "SELECT status, count(*) FROM payments GROUP BY 1",
    "abuse_reports": "SELECT status, count(*) FROM abuse_reports GROUP BY 1",
    "audit_logs": "SELECT action, count(*) FROM audit_logs GROUP BY 1",
    "revenue": "SELECT currency, sum(minor)::bigint FROM ledger_entries WHERE account = 'PLATFORM' GROUP BY 1",
}
BEFORE = "0015"
TALLIED = "SELECT name, part, sum(amount)::bigint FROM tallies GROUP BY 1, 2 HAVING sum(amount) <> 0"


def numbers(url: str) -> tuple[set[Any], set[Any]]:
    """Returns the stored tallies and the counted numbers."""
    with psycopg.connect(url) as connection:
        tallied = set(connection.execute(TALLIED).fetchall())
        counted = {
            (name, part, number)
            for name, statement in COUNTED.items()
            for part, number in connection.execute(statement.encode())
            if number
        }
    return tallied, counted


async def some_of_everything(kept: Storage) -> None:
    companion = await kept.companion(status=CompanionStatus.PENDING_REVIEW)
    session = await kept.session(companion)
    held = a_payment(session_id=session.id, payer_id=session.seeker_id, companion_id=companion.id)
    taken = evolve(held, status=PaymentStatus.CAPTURED, captured=held.amount, captured_at=NOW)
    report = a_report(reporter_id=session.seeker_id, reported_user_id=companion.user_id)
    async with kept.begin() as work:
        await work.payments.add(held)
        await work.reports.add(report)
        await work.audit.add(an_act(actor_id=session.seeker_id))
    async with kept.begin() as work:
        await work.companions.save(evolve(companion, status=CompanionStatus.APPROVED))
        await work.sessions.save(evolve(session, status=SessionStatus.COMPLETED))
        await work.ledger.add(postings(held, taken, NOW))
        await work.payments.save(taken)
        await work.reports.save(report.decided(ReportAction.DISMISS, None, NOW))


async def test_every_write_is_counted(kept: Storage, database_url: str) -> None:
    await some_of_everything(kept)
    await kept.session()
    tallied, counted = numbers(database_url)
    assert tallied == counted
    assert {name for name, _, _ in tallied} == COUNTED.keys()


async def test_what_is_undone_is_not_counted(kept: Storage, database_url: str) -> None:
    async def register_and_fail() -> None:
        async with kept.begin() as work:
            await work.users.add(a_user())
            await work.users.add(a_user())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await register_and_fail()
    assert numbers(database_url) == (set(), set())


async def test_a_row_that_keeps_its_status_is_counted_once(kept: Storage, database_url: str) -> None:
    session = await kept.session()
    for minutes in (20, 25):
        async with kept.begin() as work:
            await work.sessions.save(evolve(session, planned_minutes=minutes))
    assert numbers(database_url)[0] >= {("sessions", "PENDING_MATCH", 1), ("users", "", 1)}


async def test_rows_that_are_removed_are_counted_off(kept: Storage, database_url: str) -> None:
    await some_of_everything(kept)
    await kept.user()
    with psycopg.connect(database_url) as connection:
        connection.execute("DELETE FROM abuse_reports")
        connection.execute(
            "DELETE FROM users WHERE NOT EXISTS (SELECT FROM companions WHERE user_id = users.id)"
            " AND NOT EXISTS (SELECT FROM sessions WHERE seeker_id = users.id)"
        )
    tallied, counted = numbers(database_url)
    assert tallied == counted
    assert Counter(name for name, _, _ in tallied)["abuse_reports"] == 0


async def test_those_who_write_at_once_wait_for_nobody_and_lose_nothing(kept: Storage, database_url: str) -> None:
    await asyncio.gather(*(some_of_everything(kept) for _ in range(20)))
    tallied, counted = numbers(database_url)
    assert tallied == counted


def test_rows_are_folded_and_the_sums_stay(database_url: str) -> None:
    write = "INSERT INTO tallies (name, part, amount) VALUES (%s, %s, %s)"
    with psycopg.connect(database_url, autocommit=True) as connection:
        for amount in (5, -5):
            connection.execute(write, ("sessions", "READY", amount))
        for number in range(1_500):
            connection.execute(write, ("users", str(number % 2), 1))
        row = connection.execute("SELECT count(*) FROM tallies").fetchone()
        assert row is not None
        assert row[0] < 1_100
        assert set(connection.execute(TALLIED).fetchall()) == {("users", "0", 750), ("users", "1", 750)}


def test_folding_leaves_what_others_have_not_committed(database_url: str) -> None:
    write = "INSERT INTO tallies (name, part, amount) VALUES ('users', '', 1)"
    fold = "INSERT INTO tallies (name, part, amount) SELECT 'sessions', '', 1 FROM generate_series(1, 1000)"
    with psycopg.connect(database_url) as first, psycopg.connect(database_url) as second:
        first.execute(write)
        second.execute("SET lock_timeout = '30s'")
        second.execute(fold)
        first.execute(fold)
        second.commit()
        first.commit()
        assert set(first.execute(TALLIED).fetchall()) == {("users", "", 1), ("sessions", "", 2_000)}


async def test_rows_of_before_are_counted_by_the_step(postgres: EmbeddedServer) -> None:
    with fresh_database(postgres) as url:
        migrate.upgrade(url, BEFORE)
        with psycopg.connect(url) as connection:
            connection.execute("""
                INSERT INTO users (id, email, email_key, password_hash, date_of_birth, role, is_email_verified,
                    is_age_verified, preferred_language, timezone, is_active, created_at, updated_at)
                SELECT gen_random_uuid(), n || '@b.co', n || '@b.co', '', '1990-05-17', 'USER', false,
                    true, 'en', 'UTC', true, now(), now() FROM generate_series(1, 7) AS n
            """)
        migrate.upgrade(url)
        assert numbers(url) == ({("users", "", 7)},) * 2
