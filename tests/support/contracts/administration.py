"""Contract tests of the audit log's repository and of the administration and export queries."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from attrs import evolve

from hushroom_adapters.observability.request_context import ORIGIN, USER_AGENT_MAX_LENGTH, RequestOrigin
from hushroom_domain.administration.queries import Statistics, UserSearch, whole
from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.queries import Contact
from hushroom_domain.moderation.state_machine import ReportAction, ReportStatus
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.rules.posting import LedgerAccount
from hushroom_domain.payments.services.ledger import postings
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.audit import AuditAction, Entity
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.paging import Window
from tests.support.builders import (
    NOW,
    a_contract,
    a_drift_log,
    a_goal,
    a_one_time_token,
    a_payment,
    a_rating,
    a_refresh_token,
    a_refund,
    a_report,
    a_slot,
    an_act,
    an_id,
)
from tests.support.contracts.identity import spoken
from tests.support.contracts.kept import Kept, as_admin
from tests.support.existing import existing
from tests.support.spellings import NOTHING, SAME
from tests.support.walking import Look, walked

ALL = Window(take=100)
BEYOND = Window(take=10, skip=50)


class AdministrationContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_an_act_is_kept_with_where_it_came_from(self, kept: Kept) -> None:
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

    async def test_an_act_is_gone_with_the_block_that_raised(self, kept: Kept) -> None:
        async def act_and_fail() -> None:
            async with kept.begin() as work:
                await work.audit.add(an_act())
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await act_and_fail()
        assert (await kept.queries.admin.audit_logs(ALL, None, None)).total == 0

    async def test_the_audit_log_is_shown_by_actor_and_act(self, kept: Kept) -> None:
        user, other = await kept.user(), await kept.user()
        login, deletion = AuditAction.USER_LOGIN, AuditAction.USER_DELETE
        async with kept.begin() as work:
            for who, action in ((user, login), (user, deletion), (other, login), (user, login)):
                await work.audit.add(an_act(actor_id=who.id, action=action))

        async def seen(
            actor_id: UserId | None, asked: AuditAction | None, window: Window = ALL
        ) -> tuple[list[tuple[UserId | None, AuditAction]], int]:
            page = await kept.queries.admin.audit_logs(window, actor_id, asked)
            return [(view.entry.actor_id, view.entry.action) for view in page.items], page.total

        assert await seen(user.id, None) == ([(user.id, login), (user.id, deletion), (user.id, login)], 3)
        assert await seen(None, login) == ([(user.id, login), (other.id, login), (user.id, login)], 3)
        assert await seen(user.id, deletion) == ([(user.id, deletion)], 1)
        assert await seen(None, None, window=Window(take=1, skip=2)) == ([(user.id, deletion)], 4)
        assert await seen(user.id, None, window=BEYOND) == ([], 3)
        assert await seen(an_id(), None) == ([], 0)

    async def test_the_platform_in_numbers(self, kept: Kept) -> None:
        assert await kept.queries.admin.statistics() == _numbers()
        companion = await kept.companion()
        done, open_, _ = [
            await kept.session(companion, status=status)
            for status in (SessionStatus.COMPLETED, SessionStatus.PENDING_MATCH, SessionStatus.DISPUTED)
        ]
        await _captured(kept, done, companion)
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

    async def test_all_users_are_shown_newest_first_deleted_ones_too(self, kept: Kept) -> None:
        old = await kept.user(created_at=NOW - timedelta(days=1), deleted_at=NOW)
        new, twin = await kept.user(), await kept.user()
        page = await kept.queries.admin.users(ALL, UserSearch())
        assert (page.items, page.total) == ((twin, new, old), 3)
        page = await kept.queries.admin.users(Window(take=1, skip=1), UserSearch("  "))
        assert (page.items, page.total) == ((new,), 3)
        page = await kept.queries.admin.users(BEYOND, UserSearch())
        assert (page.items, page.total) == ((), 3)
        assert await kept.queries.admin.user(old.id) == old
        assert await kept.queries.admin.user(an_id()) is None

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
        self, kept: Kept, search: str, found: set[str]
    ) -> None:
        names = {
            (await kept.user(email="Ada@hushroom.test", first_name="Ada", last_name="Lovelace")).id: "ada",
            (
                await kept.user(email="p@hushroom.test", first_name="100%", last_name="Love", display_name="P")
            ).id: "percy",
            (await kept.user(email="z@hushroom.test", display_name="زينب acd")).id: "zaynab",
        }
        page = await kept.queries.admin.users(ALL, UserSearch(search))
        assert {names[user.id] for user in page.items} == found
        assert page.total == len(found)

    async def test_users_are_found_however_their_names_are_spelled(self, kept: Kept) -> None:
        for one, other in SAME.values():
            users = [await kept.user(**{name: one}) for name in ("first_name", "last_name", "display_name")]
            page = await kept.queries.admin.users(Window(take=1_000), UserSearch(other))
            assert {user.id for user in users} <= {user.id for user in page.items}, other

    @pytest.mark.parametrize("text", NOTHING)
    async def test_a_search_for_what_folds_to_nothing_finds_no_user(self, kept: Kept, text: str) -> None:
        await kept.user(first_name=text)
        page = await kept.queries.admin.users(ALL, UserSearch(text))
        assert (page.items, page.total) == ((), 0)

    async def test_users_are_found_by_either_form_of_their_domain(self, kept: Kept) -> None:
        users = {(await kept.user(email=email)).id for email in ("a@Bücher.example", "b@xn--bcher-kva.example")}
        for text in ("bücher", "@BUCHER.example", "xn--bcher-kva.example"):
            assert {user.id for user in (await kept.queries.admin.users(ALL, UserSearch(text))).items} == users

    async def test_sessions_are_shown_with_all_that_belongs_to_them(self, kept: Kept) -> None:
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
        assert page.items[1].companion_user == Contact(
            id=user.id, display_name="Nour", avatar_url=None, email=user.email
        )
        assert page.total == 2
        page = await kept.queries.admin.sessions(ALL, SessionStatus.COMPLETED)
        assert ([record.view.session for record in page.items], page.total) == ([old], 1)
        page = await kept.queries.admin.sessions(BEYOND, None)
        assert (page.items, page.total) == ((), 2)

    async def test_payments_are_shown_with_their_sessions(self, kept: Kept) -> None:
        companion = await kept.companion()
        first, second = await kept.session(companion), await kept.session(companion)
        captured = await _captured(kept, first, companion)
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

    async def test_reports_are_shown_newest_first_and_by_status(self, kept: Kept) -> None:
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

    async def test_every_list_is_walked_while_more_is_added_to_its_head(self, kept: Kept) -> None:
        companion = await kept.companion()

        async def add(number: int) -> None:
            made = {"created_at": NOW + timedelta(hours=number // 2)}
            seeker = await kept.user(**made)
            await _captured(kept, await kept.session(companion, seeker, **made), companion, **made)
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

    async def test_an_export_holds_everything_and_nothing_of_others(self, kept: Kept) -> None:
        user = await kept.user()
        companion = await kept.companion(user)
        others_companion = await kept.companion()
        served = await kept.session(companion, created_at=NOW - timedelta(days=2))
        booked = await kept.session(others_companion, user)
        foreign = await kept.session(others_companion)
        goal, contract = a_goal(session_id=booked.id), a_contract(session_id=booked.id)
        earned = await _captured(kept, served, companion)
        paid = await _captured(kept, booked, others_companion, created_at=NOW + timedelta(minutes=1))
        await _captured(kept, foreign, others_companion)
        slots = (a_slot(companion_id=companion.id), a_slot(companion_id=companion.id, is_blocked=True))
        logs = [a_drift_log(session_id=one.id) for one in (booked, served, foreign)]
        given = a_rating(session_id=booked.id, rater_id=user.id, rated_user_id=others_companion.user_id)
        got = a_rating(session_id=served.id, rater_id=served.seeker_id, rated_user_id=user.id, is_public=True)
        secret = a_rating(session_id=foreign.id, rater_id=foreign.seeker_id, rated_user_id=user.id, is_public=False)
        made = a_report(reporter_id=user.id, reported_user_id=foreign.seeker_id)
        against = a_report(reporter_id=foreign.seeker_id, reported_user_id=user.id)
        async with kept.begin() as work:
            await work.users.replace_languages(user.id, languages := [spoken(user, "fr"), spoken(user, "ar")])
            await work.goals.add(goal)
            await work.contracts.add(contract)
            for slot in slots:
                await work.slots.add(slot)
            for log in logs:
                await work.drift_logs.add(log)
            for rating in (given, got, secret):
                await work.ratings.add(rating)
            for report in (made, against):
                await work.reports.add(report)
        export = existing(await whole(kept.queries.exports.slices(user.id)))
        assert (export.user, export.languages) == (user, tuple(languages))
        assert export.companion == await kept.queries.companions.own(user.id)
        assert set(export.availability) == set(slots)
        assert [view.session for view in export.sessions] == [booked, served]
        assert (export.sessions[0].goal, export.sessions[0].contract) == (goal, contract)
        assert [log.id for log in export.drift_logs] == [logs[1].id, logs[0].id]
        assert (export.ratings_given, export.ratings_received) == ((given,), (got,))
        assert export.payments == (paid, earned)
        assert export.reports == (made,)
        assert [(one.payment_id, one.account, one.minor) for one in export.postings] == [
            (paid.id, LedgerAccount.SEEKER, -15_00),
            (earned.id, LedgerAccount.COMPANION, 10_50),
        ]

    async def test_an_export_tells_of_tokens_letters_and_refunds_but_not_of_those_of_others(self, kept: Kept) -> None:
        user, other = await kept.user(), await kept.user()
        companion, others_companion = await kept.companion(user), await kept.companion()
        paid, earned, foreign = [
            await _captured(kept, await kept.session(of, seeker), of)
            for of, seeker in ((others_companion, user), (companion, other), (others_companion, other))
        ]
        refunds = [a_refund(payment_id=one.id) for one in (paid, earned, foreign)]
        old, new, strange = [a_refresh_token(user_id=one.id) for one in (user, user, other)]
        link, strange_link = [a_one_time_token(user_id=one.id) for one in (user, other)]
        async with kept.begin() as work:
            for refund in refunds:
                await work.payments.add_refund(refund)
            for token in (old, new, strange):
                await work.refresh_tokens.add(token)
            await work.refresh_tokens.save(used := old.used(NOW))
            for one in (link, strange_link):
                await work.one_time_tokens.add(one)
            for key, of in (("a", user), ("b", user), ("c", other)):
                await work.sent_emails.claim(key, EmailKind.WELCOME, of.id, NOW)
            await work.sent_emails.sent("a", NOW)
            await work.sent_emails.refused("b", "no such mailbox", NOW)
        export = existing(await whole(kept.queries.exports.slices(user.id)))
        assert export.refunds == (refunds[1], refunds[0])
        assert [(one.id, one.family_id, one.used_at) for one in export.sign_ins] == [
            (new.id, new.family_id, None),
            (used.id, used.family_id, NOW),
        ]
        assert [(one.id, one.purpose, one.expires_at) for one in export.links] == [
            (link.id, link.purpose, link.expires_at)
        ]
        assert [(one.kind, one.sent_at, one.refused_at, one.refusal) for one in export.emails] == [
            (EmailKind.WELCOME, None, NOW, "no such mailbox"),
            (EmailKind.WELCOME, NOW, None, None),
        ]
        told = str(export)
        assert not [token for token in (old, new, strange, link, strange_link) if token.digest in told]

    async def test_an_export_of_somebody_new_is_empty_and_of_nobody_is_none(self, kept: Kept) -> None:
        user = await kept.user()
        export = existing(await whole(kept.queries.exports.slices(user.id)))
        assert (
            export.user,
            export.companion,
            export.availability,
            export.sessions,
        ) == (user, None, (), ())
        assert (
            export.payments,
            export.audit_logs,
            export.reports,
            export.drift_logs,
        ) == ((), (), (), ())
        assert (export.refunds, export.postings) == ((), ())
        assert (export.sign_ins, export.links, export.emails) == ((), (), ())
        assert await whole(kept.queries.exports.slices(an_id())) is None

    async def test_an_export_tells_what_was_done_to_somebody_but_not_by_whom(self, kept: Kept) -> None:
        user, admin = await kept.user(), await kept.user()
        companion = await kept.companion(user)
        other = await kept.companion()
        paid = await _captured(kept, await kept.session(other, user), other)
        made = a_report(reporter_id=user.id, reported_user_id=other.user_id)
        against = a_report(reporter_id=other.user_id, reported_user_id=user.id)
        token = ORIGIN.set(RequestOrigin("192.0.2.1", "Browser"))
        async with kept.begin() as work:
            await work.reports.add(made)
            await work.reports.add(against)
            await work.audit.add(an_act(actor_id=user.id, entity_id=user.id))
            await work.audit.add(an_act(actor_id=admin.id, action=AuditAction.ADMIN_ACTION, entity_id=user.id))
            approval = {"action": AuditAction.COMPANION_APPROVE, "entity": Entity.COMPANION}
            await work.audit.add(an_act(actor_id=admin.id, entity_id=companion.id, **approval))
            await work.audit.add(an_act(actor_id=admin.id, entity_id=admin.id))
            capture = {"action": AuditAction.PAYMENT_CAPTURE, "entity": Entity.PAYMENT}
            await work.audit.add(an_act(actor_id=None, entity_id=paid.id, **capture))
            start = {"action": AuditAction.SESSION_START, "entity": Entity.SESSION}
            await work.audit.add(an_act(actor_id=other.user_id, entity_id=paid.session_id, **start))
            decision = {"action": AuditAction.ADMIN_ACTION, "entity": Entity.REPORT}
            await work.audit.add(an_act(actor_id=admin.id, entity_id=made.id, **decision))
            await work.audit.add(an_act(actor_id=admin.id, entity_id=against.id, **decision))
        ORIGIN.reset(token)
        found = existing(await whole(kept.queries.exports.slices(user.id))).audit_logs
        assert [(one.action, one.actor_id, one.ip_address, one.user_agent) for one in found] == [
            (AuditAction.ADMIN_ACTION, None, None, None),
            (AuditAction.SESSION_START, None, None, None),
            (AuditAction.PAYMENT_CAPTURE, None, None, None),
            (AuditAction.COMPANION_APPROVE, None, None, None),
            (AuditAction.ADMIN_ACTION, None, None, None),
            (AuditAction.USER_LOGIN, user.id, "192.0.2.1", "Browser"),
        ]


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


async def _captured(kept: Kept, session: Session, companion: Companion, **about: Any) -> Payment:
    held = a_payment(
        session_id=session.id,
        payer_id=session.seeker_id,
        companion_id=companion.id,
        status=PaymentStatus.AUTHORIZED,
        **about,
    )
    taken = evolve(held, status=PaymentStatus.CAPTURED, captured=held.amount, captured_at=NOW)
    async with kept.begin() as work:
        await work.payments.add(held)
        await work.ledger.add(postings(held, taken, NOW))
        await work.payments.save(taken)
    return taken
