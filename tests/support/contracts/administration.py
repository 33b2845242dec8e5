"""Contract tests of the audit log's repository and of the administration and export queries."""

from datetime import timedelta
from typing import Any

from attrs import evolve

from hushroom_adapters.observability.request_context import ORIGIN, RequestOrigin
from hushroom_domain.administration.queries import whole
from hushroom_domain.companions.model import Companion, Favourite
from hushroom_domain.companions.queries import LanguageSkill, OwnProfile
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.rules.posting import LedgerAccount
from hushroom_domain.payments.services.ledger import postings
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionEndedBy, SessionStatus
from hushroom_domain.shared.audit import ERASED_DETAILS, AuditAction, Entity
from hushroom_domain.shared.former_members import REMOVED_TEXT
from tests.support.builders import (
    NOW,
    a_browser_sign_in,
    a_contract,
    a_device,
    a_drift_log,
    a_goal,
    a_notification,
    a_one_time_token,
    a_passkey,
    a_password,
    a_payment,
    a_push_subscription,
    a_rating,
    a_refresh_token,
    a_refund,
    a_report,
    a_slot,
    an_act,
    an_id,
    an_identity,
)
from tests.support.contracts.identity import spoken
from tests.support.contracts.storage import Storage
from tests.support.existing import existing

ROWS_OF_ONE = (
    "languages", "sign_ins", "devices", "identities", "passkeys", "links", "push_devices", "notifications",
    "favourites", "availability",
)  # fmt: skip
"""The lists of an export whose rows are about one person alone."""


class AdministrationContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_an_erasure_deletes_the_rows_of_one_person_only(self, kept: Storage) -> None:
        users = [await kept.user(), await kept.user()]
        companions = [await kept.companion(user) for user in users]
        for user, companion, other in zip(users, companions, reversed(companions), strict=True):
            async with kept.begin() as work:
                await work.password_credentials.put(a_password(user_id=user.id))
                await work.passkeys.add(a_passkey(user_id=user.id))
                await work.linked_identities.add(an_identity(user_id=user.id, subject=str(user.id)))
                await work.refresh_tokens.add(a_refresh_token(user_id=user.id))
                await work.browser_sign_ins.add(a_browser_sign_in(user_id=user.id))
                await work.devices.add(a_device(user_id=user.id))
                await work.one_time_tokens.add(a_one_time_token(user_id=user.id))
                await work.users.replace_languages(user.id, [spoken(user, "en")])
                await work.notifications.add(a_notification(user_id=user.id))
                await work.push_subscriptions.put(a_push_subscription(user_id=user.id, sign_in_id=an_id()))
                await work.favourites.add(Favourite(id=an_id(), user_id=user.id, companion_id=other.id, created_at=NOW))
                await work.slots.add(a_slot(companion_id=companion.id))
        before = [existing(await whole(kept.asked.exports.slices(user.id))) for user in users]
        async with kept.begin() as work:
            await work.personal_rows.erase(users[0].id)
        erased, spared = [existing(await whole(kept.asked.exports.slices(user.id))) for user in users]
        assert spared == before[1]
        for name in ROWS_OF_ONE:
            assert (getattr(erased, name), len(getattr(before[0], name)) > 0) == ((), True), name
        async with kept.begin() as work:
            assert [await work.password_credentials.get(user.id) is None for user in users] == [True, False]

    async def test_an_erasure_removes_the_words_of_one_person_and_keeps_the_rest(self, kept: Storage) -> None:
        seeker, companion = await kept.user(), await kept.companion()
        by = {True: SessionEndedBy.SEEKER, False: SessionEndedBy.COMPANION}
        sessions = {
            is_own: await kept.session(companion, seeker, ended_by=ended_by, cancellation_reason="Ill")
            for is_own, ended_by in by.items()
        }
        cancelled = await kept.session(companion, seeker, status=SessionStatus.CANCELLED, cancellation_reason="Ill")
        payment = await captured_payment(kept, sessions[True], companion)
        secrets = evolve(payment, customer_id="cus_1", method_id="pm_1", page_url="https://x.test", client_secret="s")
        async with kept.begin() as work:
            await work.payments.save(secrets)
            for session in sessions.values():
                await work.goals.add(a_goal(session_id=session.id, is_achieved=True, achievement_note="Well"))
                await work.drift_logs.add(a_drift_log(session_id=session.id))
            given = a_rating(session_id=sessions[True].id, rater_id=seeker.id, rated_user_id=companion.user_id)
            await work.ratings.add(given)
            assert await work.payments.customers_of(seeker.id) == ("cus_1",)
            await work.personal_rows.erase(seeker.id)
        found = existing(await whole(kept.asked.exports.slices(seeker.id)))
        reasons = {one.session.id: one.session.cancellation_reason for one in found.sessions}
        assert reasons == {sessions[True].id: None, sessions[False].id: "Ill", cancelled.id: None}
        for view in (one for one in found.sessions if one.session.id != cancelled.id):
            goal = existing(view.goal)
            assert (goal.title, goal.description, goal.success_criteria, goal.keywords) == (REMOVED_TEXT, "", (), ())
            assert (goal.achievement_note, goal.is_achieved) == (None, True)
        assert found.ratings_given == (evolve(given, comment=None),)
        kept_payment = evolve(secrets, customer_id=None, method_id=None, page_url=None, client_secret=None)
        assert found.payments == (kept_payment,)
        messages = {one.message for one in found.drift_logs}
        assert REMOVED_TEXT not in messages
        async with kept.begin() as work:
            assert await work.payments.customers_of(seeker.id) == ()
            await work.personal_rows.erase(companion.user_id)
        found = existing(await whole(kept.asked.exports.slices(seeker.id)))
        assert {one.session.cancellation_reason for one in found.sessions} == {None}
        assert {(one.message, one.severity) for one in found.drift_logs} == {(REMOVED_TEXT, a_drift_log().severity)}

    async def test_an_export_holds_everything_and_nothing_of_others(self, kept: Storage) -> None:
        user = await kept.user()
        companion = await kept.companion(user)
        others_companion = await kept.companion()
        served = await kept.session(companion, created_at=NOW - timedelta(days=2))
        booked = await kept.session(others_companion, user)
        foreign = await kept.session(others_companion)
        goal, contract = a_goal(session_id=booked.id), a_contract(session_id=booked.id)
        earned = await captured_payment(kept, served, companion)
        paid = await captured_payment(kept, booked, others_companion, created_at=NOW + timedelta(minutes=1))
        await captured_payment(kept, foreign, others_companion)
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
        export = existing(await whole(kept.asked.exports.slices(user.id)))
        assert (export.user, export.languages) == (user, tuple(languages))
        skills = tuple(LanguageSkill(one.language, one.proficiency) for one in languages)
        assert export.companion == OwnProfile(companion=companion, user=user, languages=skills)
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

    async def test_an_export_tells_of_tokens_letters_and_refunds_but_not_of_those_of_others(
        self, kept: Storage
    ) -> None:
        user, other = await kept.user(), await kept.user()
        companion, others_companion = await kept.companion(user), await kept.companion()
        paid, earned, foreign = [
            await captured_payment(kept, await kept.session(of, seeker), of)
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
        export = existing(await whole(kept.asked.exports.slices(user.id)))
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

    async def test_an_export_of_somebody_new_is_empty_and_of_nobody_is_none(self, kept: Storage) -> None:
        user = await kept.user()
        export = existing(await whole(kept.asked.exports.slices(user.id)))
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
        assert await whole(kept.asked.exports.slices(an_id())) is None

    async def test_an_export_tells_what_was_done_to_somebody_but_not_by_whom(self, kept: Storage) -> None:
        user, admin = await kept.user(), await kept.user()
        companion = await kept.companion(user)
        other = await kept.companion()
        paid = await captured_payment(kept, await kept.session(other, user), other)
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
        found = existing(await whole(kept.asked.exports.slices(user.id))).audit_logs
        assert [(one.action, one.actor_id, one.ip_address, one.user_agent) for one in found] == [
            (AuditAction.ADMIN_ACTION, None, None, None),
            (AuditAction.SESSION_START, None, None, None),
            (AuditAction.PAYMENT_CAPTURE, None, None, None),
            (AuditAction.COMPANION_APPROVE, None, None, None),
            (AuditAction.ADMIN_ACTION, None, None, None),
            (AuditAction.USER_LOGIN, user.id, "192.0.2.1", "Browser"),
        ]

    async def test_the_acts_of_an_erased_person_stay_without_origin_and_details(self, kept: Storage) -> None:
        erased, admin, before = await kept.user(), await kept.user(), {"list": "users"}
        token = ORIGIN.set(RequestOrigin("192.0.2.1", "Browser"))
        async with kept.begin() as work:
            for person in (erased, admin):
                await work.audit.add(an_act(actor_id=person.id, entity_id=person.id, metadata=before))
            decision = {"action": AuditAction.ADMIN_ACTION, "entity_id": erased.id}
            await work.audit.add(an_act(actor_id=admin.id, metadata={"after": {"isActive": True}}, **decision))
            await work.audit.add(an_act(actor_id=erased.id, entity=Entity.SESSION, metadata={"reason": "Ill"}))
        ORIGIN.reset(token)
        async with kept.begin() as work:
            await work.personal_rows.erase(erased.id)
        told = {one.id: await whole(kept.asked.exports.slices(one.id)) for one in (erased, admin)}
        own = [(one.action, one.ip_address, one.metadata) for one in existing(told[erased.id]).audit_logs]
        assert own == [
            (AuditAction.USER_LOGIN, None, ERASED_DETAILS),
            (AuditAction.ADMIN_ACTION, None, ERASED_DETAILS),
            (AuditAction.USER_LOGIN, None, ERASED_DETAILS),
        ]
        others = [(one.ip_address, one.user_agent, one.metadata) for one in existing(told[admin.id]).audit_logs]
        assert others == [("192.0.2.1", "Browser", ERASED_DETAILS), ("192.0.2.1", "Browser", before)]


async def captured_payment(kept: Storage, session: Session, companion: Companion, **about: Any) -> Payment:
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
