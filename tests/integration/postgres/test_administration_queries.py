"""The queries about the administration that only the surfaces ask, on PostgreSQL."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from attrs import evolve
from psycopg.sql import SQL

from hushroom_adapters.observability.request_context import ORIGIN, USER_AGENT_MAX_LENGTH, RequestOrigin
from hushroom_adapters.postgres.audit.seals import UNREADABLE
from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.features import begin, candidates, queries, use_case_queries
from hushroom_domain.administration.model import RatingSearch, Statistics
from hushroom_domain.administration.queries import AuditSearch, UserRecord, UserSearch, Waiting, whole
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.model import User, UserRole
from hushroom_domain.identity.queries import Contact
from hushroom_domain.moderation.state_machine import ReportAction, ReportStatus
from hushroom_domain.payments.model import Instruction, Refund
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.reactions import names_for
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.audit import ERASED_DETAILS, AuditAction
from hushroom_domain.shared.ids import CompanionId, PaymentId, RefundId, ReportId, SessionId, UserId
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.paging import Window
from tests.support.builders import (
    NOW,
    a_contract,
    a_goal,
    a_payment,
    a_rating,
    a_report,
    an_act,
    an_id,
)
from tests.support.contracts.administration import captured_payment
from tests.support.contracts.identity import spoken
from tests.support.contracts.storage import PostgresStorage, Storage, as_admin
from tests.support.existing import existing
from tests.support.spellings import NOTHING, SAME
from tests.support.walking import Look, walked

ALL = Window(take=100)
BEYOND = Window(take=10, skip=50)


EFFECT = SQL(
    "INSERT INTO outbox (event, reaction, payload, attempts, due_at, next_at, created_at, died_at)"
    " VALUES ('SessionMatched', 'a_reaction', '{}', 0, $1, $1, $1, $2)"
)


def contact(user: User) -> Contact:
    return Contact(id=user.id, display_name=user.display_name, avatar_url=user.avatar_url, email=user.email)


def _numbers(**changes: Any) -> Statistics:
    nothing = dict.fromkeys(
        (
            "total_users",
            "total_companions",
            "total_sessions",
            "completed_sessions",
            "total_payments",
            "pending_reports",
        ),
        0,
    )
    return Statistics(**{**nothing, "total_revenue": Money(0), **changes})


async def test_the_log_holds_no_personal_part_in_plain_and_an_erasure_changes_no_sealed_row(
    kept: PostgresStorage, database: Database
) -> None:
    user = await kept.user()
    token = ORIGIN.set(RequestOrigin("192.0.2.77", "Unmistakable"))
    async with kept.begin() as work:
        await work.audit.add(an_act(actor_id=user.id, entity_id=user.id, metadata={"provider": "unmistakable"}))
    ORIGIN.reset(token)
    stored = await all_acts(database)
    assert [part for part in ("192.0.2.77", "Unmistakable", "unmistakable") if part in stored] == []
    async with kept.begin() as work:
        await work.personal_rows.erase(user.id)
    assert await all_acts(database) == stored


async def test_an_act_upon_an_erased_person_makes_no_new_key(kept: PostgresStorage, database: Database) -> None:
    user, admin = await kept.user(), await kept.user()
    before, now = {"provider": "unmistakable"}, {"isActive": False}
    about = {"action": AuditAction.ADMIN_ACTION, "actor_id": admin.id, "entity_id": user.id}
    async with kept.begin() as work:
        await work.audit.add(an_act(**about, metadata=before))
    async with kept.begin() as work:
        await work.users.erase(user.erased(NOW))
        await work.personal_rows.erase(user.id)
        await work.audit.add(an_act(**about, metadata=now))
    async with kept.begin() as work:
        await work.audit.add(an_act(**about, metadata=now))
    async with database.connection() as connection:
        keys = await (await connection.execute("SELECT user_id FROM audit_keys")).fetchall()
    assert user.id not in {key for (key,) in keys}
    found = existing(await whole(kept.asked.exports.slices(user.id))).audit_logs
    assert [one.metadata for one in found] == [now, now, ERASED_DETAILS]


async def test_entries_of_earlier_releases_are_blanked(database: Database) -> None:
    before = Storage(
        begin=begin(database, names_for), asked=use_case_queries(database), candidates=candidates(database)
    )
    user = await before.user()
    token = ORIGIN.set(RequestOrigin("192.0.2.77", "Unmistakable"))
    async with before.begin() as work:
        await work.audit.add(an_act(actor_id=user.id, entity_id=user.id, metadata={"provider": "unmistakable"}))
    ORIGIN.reset(token)
    assert "unmistakable" in await all_acts(database)
    async with before.begin() as work:
        await work.personal_rows.erase(user.id)
    assert [part for part in ("192.0.2.77", "nmistakable") if part in await all_acts(database)] == []


async def test_an_entry_whose_sealing_key_is_lost_says_that_it_cannot_be_read(
    kept: PostgresStorage, database: Database
) -> None:
    user = await kept.user()
    async with kept.begin() as work:
        await work.audit.add(an_act(actor_id=user.id, entity_id=user.id, metadata={"provider": "example"}))
    (view,) = (await queries(database).admin.audit_logs(ALL, AuditSearch())).items
    assert view.entry.metadata == UNREADABLE


async def all_acts(database: Database) -> str:
    async with database.connection() as connection:
        return repr(await (await connection.execute("SELECT * FROM audit_logs ORDER BY id")).fetchall())


async def test_an_act_is_kept_with_where_it_came_from(kept: PostgresStorage) -> None:
    admin = await kept.user()
    act = an_act(
        action=AuditAction.ADMIN_ACTION,
        actor_id=admin.id,
        metadata={"before": {"isActive": True}, "after": {"isActive": False, "why": ["ش", None, 1.5]}},
    )
    token = ORIGIN.set(RequestOrigin("2001:db8::1", "Browser/1.0 " + "x" * 2_000))
    try:
        async with kept.begin() as work:
            await work.audit.add(act)
    finally:
        ORIGIN.reset(token)
    async with kept.begin() as work:
        await work.audit.add(an_act())
    by_platform, by_admin = (await kept.queries.admin.audit_logs(ALL, AuditSearch())).items
    entry = by_admin.entry
    assert (entry.action, entry.actor_id, entry.entity, entry.entity_id, entry.metadata) == (
        act.action,
        admin.id,
        "user",
        act.entity_id,
        act.metadata,
    )
    assert (entry.ip_address, len(existing(entry.user_agent))) == ("2001:db8::1", USER_AGENT_MAX_LENGTH)
    assert by_admin.actor == admin
    assert (by_platform.actor, by_platform.entry.actor_id, by_platform.entry.ip_address) == (None, None, None)
    assert by_platform.entry.at >= entry.at


async def test_an_act_is_gone_with_the_block_that_raised(kept: PostgresStorage) -> None:
    async def act_and_fail() -> None:
        async with kept.begin() as work:
            await work.audit.add(an_act())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await act_and_fail()
    assert (await kept.queries.admin.audit_logs(ALL, AuditSearch())).total == 0


async def test_the_audit_log_is_shown_by_actor_and_act(kept: PostgresStorage) -> None:
    user, other = await kept.user(), await kept.user()
    login, deletion = AuditAction.USER_LOGIN, AuditAction.USER_DELETE
    async with kept.begin() as work:
        for who, action in ((user, login), (user, deletion), (other, login), (user, login)):
            await work.audit.add(an_act(actor_id=who.id, action=action))

    async def seen(
        actor_id: UserId | None, action: AuditAction | None, window: Window = ALL
    ) -> tuple[list[tuple[UserId | None, str]], int]:
        page = await kept.queries.admin.audit_logs(window, AuditSearch(actor_id, action))
        return [(view.entry.actor_id, view.entry.action) for view in page.items], page.total

    assert await seen(user.id, None) == ([(user.id, login), (user.id, deletion), (user.id, login)], 3)
    assert await seen(None, login) == ([(user.id, login), (other.id, login), (user.id, login)], 3)
    assert await seen(user.id, deletion) == ([(user.id, deletion)], 1)
    assert await seen(None, None, window=Window(take=1, skip=2)) == ([(user.id, deletion)], 4)
    assert await seen(user.id, None, window=BEYOND) == ([], 3)
    assert await seen(an_id(), None) == ([], 0)
    about = an_act(actor_id=other.id, action=deletion)
    async with kept.begin() as work:
        await work.audit.add(about)
    page = await kept.queries.admin.audit_logs(ALL, AuditSearch(entity_id=about.entity_id))
    assert [(view.entry.actor_id, view.entry.entity_id) for view in page.items] == [(other.id, about.entity_id)]
    assert page.total == 1


async def test_the_platform_in_numbers(kept: PostgresStorage) -> None:
    assert await kept.queries.admin.statistics() == _numbers()
    companion = await kept.companion()
    done, open_, _ = [
        await kept.session(companion, status=status)
        for status in (SessionStatus.COMPLETED, SessionStatus.PENDING_MATCH, SessionStatus.DISPUTED)
    ]
    await captured_payment(kept, done, companion)
    await kept.companion(status=CompanionStatus.PENDING_REVIEW)
    held = a_payment(session_id=open_.id, payer_id=open_.seeker_id, companion_id=companion.id)
    async with kept.begin() as work:
        await work.payments.add(held)
    report = a_report(reporter_id=done.seeker_id, reported_user_id=companion.user_id)
    dismissed = a_report(reporter_id=open_.seeker_id, reported_user_id=companion.user_id)
    async with kept.begin() as work:
        await work.reports.add(report)
        await work.reports.add(dismissed.decided(ReportAction.DISMISS, None, NOW))
    assert await kept.queries.admin.statistics() == _numbers(
        total_users=5,
        total_companions=1,
        total_sessions=3,
        completed_sessions=1,
        total_payments=1,
        total_revenue=Money(4_50),
        pending_reports=1,
    )


async def test_all_users_are_shown_newest_first_deleted_ones_too(kept: PostgresStorage) -> None:
    old = await kept.user(created_at=NOW - timedelta(days=1), deleted_at=NOW)
    new, twin = await kept.user(), await kept.user()
    page = await kept.queries.admin.users(ALL, UserSearch())
    assert (page.items, page.total) == ((twin, new, old), 3)
    page = await kept.queries.admin.users(Window(take=1, skip=1), UserSearch("  "))
    assert (page.items, page.total) == ((new,), 3)
    page = await kept.queries.admin.users(BEYOND, UserSearch())
    assert (page.items, page.total) == ((), 3)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("ADA@hush", {"ada"}),
        ("ada", {"ada"}),
        ("lovelace ada", {"ada"}),
        ("love", {"ada", "percy"}),
        ("nobody", set()),
        ("ada percy", set()),
        ("100%", {"percy"}),
        ("a_a", set()),
        ("c\\d", set()),
        ("%", {"percy"}),
        ("زينب", {"zaynab"}),
        ("hushroom.test", {"ada", "percy", "zaynab"}),
    ],
)
async def test_users_are_found_by_words_of_their_address_and_names(
    kept: PostgresStorage, search: str, found: set[str]
) -> None:
    names = {
        (await kept.user(email="Ada@hushroom.test", first_name="Ada", last_name="Lovelace")).id: "ada",
        (await kept.user(email="p@hushroom.test", first_name="100%", last_name="Love", display_name="P")).id: "percy",
        (await kept.user(email="z@hushroom.test", display_name="زينب acd")).id: "zaynab",
    }
    page = await kept.queries.admin.users(ALL, UserSearch(search))
    assert {names[user.id] for user in page.items} == found
    assert page.total == len(found)


async def test_users_are_found_however_their_names_are_spelled(kept: PostgresStorage) -> None:
    for one, other in SAME.values():
        users = [await kept.user(**{name: one}) for name in ("first_name", "last_name", "display_name")]
        page = await kept.queries.admin.users(Window(take=1_000), UserSearch(other))
        assert {user.id for user in users} <= {user.id for user in page.items}, other


@pytest.mark.parametrize("text", NOTHING)
async def test_a_search_for_what_folds_to_nothing_finds_no_user(kept: PostgresStorage, text: str) -> None:
    await kept.user(first_name=text)
    page = await kept.queries.admin.users(ALL, UserSearch(text))
    assert (page.items, page.total) == ((), 0)


async def test_users_are_found_by_either_form_of_their_domain(kept: PostgresStorage) -> None:
    users = {(await kept.user(email=email)).id for email in ("a@Bücher.example", "b@xn--bcher-kva.example")}
    for text in ("bücher", "@BUCHER.example", "xn--bcher-kva.example"):
        assert {user.id for user in (await kept.queries.admin.users(ALL, UserSearch(text))).items} == users


async def test_users_are_listed_by_role_and_by_whether_they_are_active(kept: PostgresStorage) -> None:
    admin = await kept.user(email="root@hushroom.test", role=UserRole.ADMIN)
    closed = await kept.user(is_active=False)
    usual = await kept.user()

    async def found(**about: Any) -> tuple[set[UserId], int]:
        page = await kept.queries.admin.users(ALL, UserSearch(**about))
        return {user.id for user in page.items}, page.total

    assert await found(role=UserRole.ADMIN) == ({admin.id}, 1)
    assert await found(is_active=False) == ({closed.id}, 1)
    assert await found(is_active=True) == ({admin.id, usual.id}, 2)
    assert await found(role=UserRole.USER, is_active=True) == ({usual.id}, 1)
    assert await found(text="root", role=UserRole.ADMIN) == ({admin.id}, 1)
    assert await found(text="root", role=UserRole.USER) == (set(), 0)
    assert await found(text="hushroom", is_active=False) == ({closed.id}, 1)


async def test_one_user_is_shown_with_the_profile(kept: PostgresStorage) -> None:
    user = await kept.user()
    assert await kept.queries.admin.user(user.id) == UserRecord(user=user)
    companion = await kept.companion(user)
    found = existing(await kept.queries.admin.user(user.id))
    assert (found.user.id, found.companion) == (user.id, companion)
    assert await kept.queries.admin.user(UserId(an_id())) is None


async def test_companions_are_listed_by_status(kept: PostgresStorage) -> None:
    approved = await kept.companion()
    pending = await kept.companion(status=CompanionStatus.PENDING_REVIEW, created_at=NOW + timedelta(minutes=1))
    admin = kept.queries.admin
    page = await admin.companions(ALL, None)
    assert ([own.companion for own in page.items], page.total) == ([pending, approved], 2)
    page = await admin.companions(ALL, CompanionStatus.PENDING_REVIEW)
    assert ([own.user.id for own in page.items], page.total) == ([pending.user_id], 1)
    assert await admin.companion(approved.id) == await kept.queries.companions.own(approved.user_id)
    assert await admin.companion(CompanionId(an_id())) is None


async def test_what_waits_is_counted(kept: PostgresStorage) -> None:
    admin = kept.queries.admin
    nothing = Waiting(applications=0, reports=0, disputes=0, late_payments=0, late_refunds=0, failed_effects=0)
    assert await admin.waiting(NOW) == nothing
    companion = await kept.companion(status=CompanionStatus.PENDING_REVIEW)
    states: tuple[dict[str, Any], ...] = (
        {"status": PaymentStatus.DISPUTED},
        {"status": PaymentStatus.AUTHORIZED, "instruction": Instruction.CAPTURE},
        {"status": PaymentStatus.AUTHORIZED},
        {"status": PaymentStatus.CAPTURED, "captured": Money(30_00)},
    )
    made = []
    for state in states:
        session = await kept.session(companion)
        made.append(a_payment(session_id=session.id, payer_id=session.seeker_id, companion_id=companion.id, **state))
    refund = Refund(id=RefundId(an_id()), payment_id=made[3].id, amount=Money(1_00), created_at=NOW, updated_at=NOW)
    async with kept.begin() as work:
        for payment in made:
            await work.payments.add(payment)
        await work.payments.add_refund(refund)
        await work.reports.add(a_report(reporter_id=made[0].payer_id, reported_user_id=companion.user_id))
    late = Waiting(applications=1, reports=1, disputes=1, late_payments=1, late_refunds=1, failed_effects=0)
    assert await admin.waiting(NOW + timedelta(hours=1)) == late
    assert await admin.waiting(NOW) == evolve(late, late_payments=0, late_refunds=0)
    found = await admin.late_payments(NOW + timedelta(hours=1), 10)
    assert {record.payment.id for record in found} == {made[1].id, made[3].id}
    assert len(await admin.late_payments(NOW + timedelta(hours=1), 1)) == 1
    assert await admin.late_payments(NOW, 10) == ()
    assert await admin.refunds(made[3].id) == (refund,)
    assert await admin.refunds(made[0].id) == ()


async def test_effects_that_were_given_up_are_counted(kept: PostgresStorage, database: Database) -> None:
    async with database.connection() as connection:
        for died_at in (None, NOW):
            await connection.execute(EFFECT, [NOW, died_at])
    assert (await kept.queries.admin.waiting(NOW)).failed_effects == 1


async def test_sessions_are_shown_with_all_that_belongs_to_them(kept: PostgresStorage) -> None:
    user = await kept.user(display_name="Nour")
    companion = await kept.companion(user)
    old = await kept.session(companion, status=SessionStatus.COMPLETED, created_at=NOW - timedelta(days=1))
    new = await kept.session()
    goal, contract = a_goal(session_id=old.id), a_contract(session_id=old.id)
    async with kept.begin() as work:
        await work.users.replace_languages(user.id, [spoken(user, "fr")])
        await work.goals.add(goal)
        await work.contracts.add(contract)
    page = await kept.queries.admin.sessions(ALL, None)
    assert [record.view.session for record in page.items] == [new, old]
    assert page.items[1].view == await kept.queries.sessions.get(old.id, as_admin())
    seekers = [record.seeker.id for record in page.items]
    assert seekers == [new.seeker_id, old.seeker_id]
    assert page.items[0].companion_user is None
    assert page.items[1].companion_user == Contact(id=user.id, display_name="Nour", avatar_url=None, email=user.email)
    assert page.total == 2
    assert [await kept.queries.admin.session(one.id) for one in (new, old)] == list(page.items)
    assert await kept.queries.admin.session(SessionId(an_id())) is None
    page = await kept.queries.admin.sessions(ALL, SessionStatus.COMPLETED)
    assert ([record.view.session for record in page.items], page.total) == ([old], 1)
    page = await kept.queries.admin.sessions(BEYOND, None)
    assert (page.items, page.total) == ((), 2)


async def test_payments_are_shown_with_their_sessions(kept: PostgresStorage) -> None:
    companion = await kept.companion()
    first, second = await kept.session(companion), await kept.session(companion)
    captured = await captured_payment(kept, first, companion)
    pending = a_payment(
        session_id=second.id,
        payer_id=second.seeker_id,
        companion_id=companion.id,
        created_at=NOW + timedelta(minutes=1),
    )
    goal = a_goal(session_id=first.id)
    async with kept.begin() as work:
        await work.payments.add(pending)
        await work.goals.add(goal)
    page = await kept.queries.admin.payments(ALL, None)
    assert [(one.payment, one.session) for one in page.items] == [(pending, second), (captured, first)]
    assert [one.seeker.id for one in page.items] == [second.seeker_id, first.seeker_id]
    assert [one.goal for one in page.items] == [None, goal]
    assert {existing(one.companion_user).id for one in page.items} == {companion.user_id}
    assert [await kept.queries.admin.payment(one.id) for one in (pending, captured)] == list(page.items)
    assert await kept.queries.admin.payment(PaymentId(an_id())) is None
    page = await kept.queries.admin.payments(ALL, PaymentStatus.CAPTURED)
    assert ([view.payment for view in page.items], page.total) == ([captured], 1)
    page = await kept.queries.admin.payments(BEYOND, None)
    assert (page.items, page.total) == ((), 2)


async def test_reports_are_shown_newest_first_and_by_status(kept: PostgresStorage) -> None:
    one, other = await kept.user(), await kept.user()
    old = a_report(reporter_id=one.id, reported_user_id=other.id).decided(ReportAction.RESOLVE, "Done", NOW)
    new = a_report(reporter_id=other.id, reported_user_id=one.id, created_at=NOW + timedelta(minutes=1))
    async with kept.begin() as work:
        await work.reports.add(old)
        await work.reports.add(new)
    page = await kept.queries.admin.reports(ALL, None)
    assert ([record.report for record in page.items], page.total) == ([new, old], 2)
    assert (page.items[0].reporter, page.items[0].reported) == (contact(other), contact(one))
    page = await kept.queries.admin.reports(ALL, ReportStatus.RESOLVED)
    assert ([record.report for record in page.items], page.total) == ([old], 1)
    page = await kept.queries.admin.reports(ALL, None, one.id)
    assert ([record.report for record in page.items], page.total) == ([new], 1)
    page = await kept.queries.admin.reports(ALL, ReportStatus.RESOLVED, one.id)
    assert (page.items, page.total) == ((), 0)
    assert existing(await kept.queries.admin.report(old.id)).report == old
    assert await kept.queries.admin.report(ReportId(an_id())) is None


async def test_every_list_is_walked_while_more_is_added_to_its_head(kept: PostgresStorage) -> None:
    companion = await kept.companion()

    async def add(number: int) -> None:
        made = {"created_at": NOW + timedelta(hours=number // 2)}
        seeker = await kept.user(**made)
        await captured_payment(kept, await kept.session(companion, seeker, **made), companion, **made)
        async with kept.begin() as work:
            await work.reports.add(a_report(reporter_id=seeker.id, reported_user_id=companion.user_id, **made))
            await work.audit.add(an_act(actor_id=companion.user_id))
        rated = await kept.session(companion, seeker, **made)
        async with kept.begin() as work:
            people = {"rater_id": seeker.id, "rated_user_id": companion.user_id}
            await work.ratings.add(a_rating(session_id=rated.id, comment="Calm", **people, **made))

    for number in range(5):
        await add(number)
    admin, completed = kept.queries.admin, SessionStatus.PENDING_MATCH
    lists: tuple[Look, ...] = (
        lambda window: admin.users(window, UserSearch()),
        lambda window: admin.users(window, UserSearch("hushroom test")),
        lambda window: admin.sessions(window, None),
        lambda window: admin.sessions(window, completed),
        lambda window: admin.payments(window, None),
        lambda window: admin.reports(window, None),
        lambda window: admin.ratings(window, RatingSearch()),
        lambda window: admin.ratings(window, RatingSearch(person_id=companion.user_id, has_comment=True)),
        lambda window: admin.audit_logs(window, AuditSearch()),
        lambda window: admin.audit_logs(window, AuditSearch(companion.user_id)),
    )
    for number, look in enumerate(lists, 5):
        whole = (await look(ALL)).items
        assert len(whole) >= 5
        assert await walked(look, 2) == list(whole)
        assert (await walked(look, 3, partial(add, 2 * number)))[: len(whole)] == list(whole)
