"""The queries about the administration that only the surfaces ask, on PostgreSQL."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from hushroom_adapters.observability.request_context import ORIGIN, USER_AGENT_MAX_LENGTH, RequestOrigin
from hushroom_domain.administration.queries import Statistics, UserSearch
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.queries import Contact
from hushroom_domain.moderation.state_machine import ReportAction, ReportStatus
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.paging import Window
from tests.support.builders import (
    NOW,
    a_contract,
    a_goal,
    a_payment,
    a_report,
    an_act,
    an_id,
)
from tests.support.contracts.administration import captured_payment
from tests.support.contracts.identity import spoken
from tests.support.contracts.storage import PostgresStorage, as_admin
from tests.support.existing import existing
from tests.support.spellings import NOTHING, SAME
from tests.support.walking import Look, walked

ALL = Window(take=100)
BEYOND = Window(take=10, skip=50)


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
    by_platform, by_admin = (await kept.queries.admin.audit_logs(ALL, None, None)).items
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
    assert (await kept.queries.admin.audit_logs(ALL, None, None)).total == 0


async def test_the_audit_log_is_shown_by_actor_and_act(kept: PostgresStorage) -> None:
    user, other = await kept.user(), await kept.user()
    login, deletion = AuditAction.USER_LOGIN, AuditAction.USER_DELETE
    async with kept.begin() as work:
        for who, action in ((user, login), (user, deletion), (other, login), (user, login)):
            await work.audit.add(an_act(actor_id=who.id, action=action))

    async def seen(
        actor_id: UserId | None, action: AuditAction | None, window: Window = ALL
    ) -> tuple[list[tuple[UserId | None, AuditAction]], int]:
        page = await kept.queries.admin.audit_logs(window, actor_id, action)
        return [(view.entry.actor_id, view.entry.action) for view in page.items], page.total

    assert await seen(user.id, None) == ([(user.id, login), (user.id, deletion), (user.id, login)], 3)
    assert await seen(None, login) == ([(user.id, login), (other.id, login), (user.id, login)], 3)
    assert await seen(user.id, deletion) == ([(user.id, deletion)], 1)
    assert await seen(None, None, window=Window(take=1, skip=2)) == ([(user.id, deletion)], 4)
    assert await seen(user.id, None, window=BEYOND) == ([], 3)
    assert await seen(an_id(), None) == ([], 0)


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
    assert (page.items, page.total) == ((new, old), 2)
    page = await kept.queries.admin.reports(ALL, ReportStatus.RESOLVED)
    assert (page.items, page.total) == ((old,), 1)


async def test_every_list_is_walked_while_more_is_added_to_its_head(kept: PostgresStorage) -> None:
    companion = await kept.companion()

    async def add(number: int) -> None:
        made = {"created_at": NOW + timedelta(hours=number // 2)}
        seeker = await kept.user(**made)
        await captured_payment(kept, await kept.session(companion, seeker, **made), companion, **made)
        async with kept.begin() as work:
            await work.reports.add(a_report(reporter_id=seeker.id, reported_user_id=companion.user_id, **made))
            await work.audit.add(an_act(actor_id=companion.user_id))

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
        lambda window: admin.audit_logs(window, None, None),
        lambda window: admin.audit_logs(window, companion.user_id, None),
    )
    for number, look in enumerate(lists, 5):
        whole = (await look(ALL)).items
        assert len(whole) >= 5
        assert await walked(look, 2) == list(whole)
        assert (await walked(look, 3, partial(add, 2 * number)))[: len(whole)] == list(whole)
