"""Constraints and triggers of the database hold the invariants that concurrent requests could break."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from attrs import evolve
from psycopg.types.json import Jsonb

from hushroom_adapters.postgres.core.constraints import errors_by_constraint
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.services.ledger import postings
from hushroom_domain.payments.state_machine import LIVE, PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.money import Money
from tests.support.builders import NOW, a_booking, a_milestone, a_payment, a_report, an_act, an_id
from tests.support.contracts.storage import Storage
from tests.support.existing import existing


@pytest.fixture
def rows(database_url: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


def copy_of(rows: psycopg.Connection[tuple[Any, ...]], table: str, **changes: Any) -> None:
    """Inserts the only row of a table a second time, as a faulty program would."""
    row = rows.execute(f"SELECT row_to_json(t) FROM {table} AS t").fetchone()  # noqa: S608  ours
    found = {name: value for name, value in existing(row)[0].items() if (table, name) != ("bookings", "id")}
    copied = Jsonb(found | {name: str(value) for name, value in changes.items()})
    names = psycopg.sql.SQL(", ").join(map(psycopg.sql.Identifier, found))
    statement = psycopg.sql.SQL("INSERT INTO {0} ({1}) SELECT {1} FROM jsonb_populate_record(NULL::{0}, %s)")
    rows.execute(statement.format(psycopg.sql.Identifier(table), names), (copied,))


def broken(error: psycopg.Error) -> str | None:
    return error.diag.constraint_name


async def booked(kept: Storage) -> tuple[Session, Session]:
    companion = await kept.companion()
    session, other = await kept.session(companion), await kept.session(companion)
    async with kept.begin() as work:
        await work.bookings.add(a_booking(session_id=session.id, companion_id=companion.id))
    return session, other


async def paid(kept: Storage, status: PaymentStatus = PaymentStatus.PENDING) -> Payment:
    companion = await kept.companion()
    session = await kept.session(companion)
    payment = a_payment(session_id=session.id, payer_id=session.seeker_id, companion_id=companion.id, status=status)
    async with kept.begin() as work:
        await work.payments.add(payment)
    return payment


async def posted(kept: Storage) -> Payment:
    before = await paid(kept, PaymentStatus.AUTHORIZED)
    after = evolve(before, status=PaymentStatus.CAPTURED, captured=before.amount, captured_at=NOW)
    async with kept.begin() as work:
        await work.ledger.add(postings(before, after, NOW))
    return after


async def test_a_seat_is_given_once_at_a_time(kept: Storage, rows: psycopg.Connection[tuple[Any, ...]]) -> None:
    _, other = await booked(kept)
    with pytest.raises(psycopg.errors.ExclusionViolation) as refused:
        copy_of(rows, "bookings", session_id=other.id)
    assert broken(refused.value) == "bookings_seat_excl"


async def test_a_session_holds_one_seat(kept: Storage, rows: psycopg.Connection[tuple[Any, ...]]) -> None:
    await booked(kept)
    with pytest.raises(psycopg.errors.UniqueViolation) as refused:
        copy_of(rows, "bookings", seat=2)
    assert broken(refused.value) == "bookings_live_session_key"


@pytest.mark.parametrize("status", sorted(LIVE))
async def test_a_session_has_one_live_payment_in_every_live_status(
    kept: Storage, rows: psycopg.Connection[tuple[Any, ...]], status: PaymentStatus
) -> None:
    payment = await paid(kept, status)
    with pytest.raises(psycopg.errors.UniqueViolation) as refused:
        copy_of(rows, "payments", id=payment.payer_id, status="PENDING")
    assert broken(refused.value) == "payments_live_session_key"


async def test_nobody_gives_back_more_than_was_taken(kept: Storage, rows: psycopg.Connection[tuple[Any, ...]]) -> None:
    await posted(kept)
    with pytest.raises(psycopg.errors.CheckViolation):
        rows.execute("UPDATE payments SET refunded_minor = captured_minor + 1")


@pytest.mark.parametrize("change", ["UPDATE ledger_entries SET minor = 0", "DELETE FROM ledger_entries"])
async def test_the_ledger_only_grows(kept: Storage, rows: psycopg.Connection[tuple[Any, ...]], change: str) -> None:
    await posted(kept)
    with pytest.raises(psycopg.errors.RestrictViolation) as refused:
        rows.execute(change)
    assert broken(refused.value) == "ledger_entries_append_only"
    assert rows.execute("SELECT count(*), sum(abs(minor)) > 0 FROM ledger_entries").fetchone() == (3, True)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_logs SET ip_address = '192.0.2.9'",
        "UPDATE audit_logs SET user_agent = 'Another'",
        "UPDATE audit_logs SET metadata = '{}'",
        "UPDATE audit_logs SET action = 'USER_DELETE'",
        "UPDATE audit_logs SET actor_id = entity_id",
        "UPDATE audit_logs SET created_at = now()",
        "DELETE FROM audit_logs",
        "TRUNCATE audit_logs",
    ],
)
async def test_the_audit_log_only_grows(kept: Storage, rows: psycopg.Connection[tuple[Any, ...]], change: str) -> None:
    async with kept.begin() as work:
        await work.audit.add(an_act(metadata={"list": "users"}))
    with pytest.raises(psycopg.errors.RestrictViolation) as refused:
        rows.execute(change)
    assert broken(refused.value) == "audit_logs_append_only"
    assert rows.execute("SELECT count(*) FROM audit_logs").fetchone() == (1,)


async def test_personal_parts_of_the_audit_log_can_be_blanked(
    kept: Storage, rows: psycopg.Connection[tuple[Any, ...]]
) -> None:
    async with kept.begin() as work:
        await work.audit.add(an_act(metadata={"list": "users"}))
    blank = """UPDATE audit_logs SET ip_address = NULL, user_agent = NULL, metadata = '{"erased": true}'"""
    assert rows.execute(blank).rowcount == 1


async def test_a_milestone_is_passed_once(kept: Storage, rows: psycopg.Connection[tuple[Any, ...]]) -> None:
    session = await kept.session()
    async with kept.begin() as work:
        await work.drift_logs.add_milestone(a_milestone(80, session_id=session.id), 80)
    with pytest.raises(psycopg.errors.UniqueViolation) as refused:
        copy_of(rows, "drift_logs", id=an_id())
    assert broken(refused.value) == "drift_logs_milestone_key"


async def test_nobody_reports_themselves_whatever_the_program_says(kept: Storage) -> None:
    user = await kept.user()
    with pytest.raises(psycopg.errors.CheckViolation):
        async with kept.begin() as work:
            await work.reports.add(a_report(reporter_id=user.id, reported_user_id=user.id))


async def test_a_movement_that_does_not_sum_to_zero_is_not_booked(
    kept: Storage, rows: psycopg.Connection[tuple[Any, ...]]
) -> None:
    payment = await posted(kept)
    lopsided = postings(payment, evolve(payment, refunded=Money(100)), NOW)[:2]
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        async with kept.begin() as work:
            await work.ledger.add(lopsided)
    assert broken(refused.value) == "ledger_entries_balance"
    assert rows.execute("SELECT count(*) FROM ledger_entries").fetchone() == (3,)


async def test_a_word_that_is_no_status_is_not_kept(kept: Storage, rows: psycopg.Connection[tuple[Any, ...]]) -> None:
    await kept.session()
    with pytest.raises(psycopg.errors.CheckViolation):
        rows.execute("UPDATE sessions SET status = 'ASLEEP'")


def test_every_constraint_that_is_turned_into_a_refusal_exists(rows: psycopg.Connection[tuple[Any, ...]]) -> None:
    names = rows.execute("SELECT conname FROM pg_constraint UNION SELECT indexrelid::regclass::text FROM pg_index")
    assert errors_by_constraint().keys() <= {name for (name,) in names}
