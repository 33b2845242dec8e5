"""Data sets with many rows, for tests that count the cost of a list."""

from typing import Any

from attrs import evolve

from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.model import User
from hushroom_domain.moderation.state_machine import ReportAction
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.state_machine import SessionStatus
from tests.support.builders import (
    NOW,
    a_contract,
    a_drift_log,
    a_goal,
    a_notification,
    a_payment,
    a_rating,
    a_report,
    a_slot,
    an_act,
)
from tests.support.contracts.identity import spoken
from tests.support.contracts.storage import Storage

LANGUAGES = ("en", "fr", "ar")


async def fill(kept: Storage, seeker: User, companion: Companion, size: int) -> dict[str, Any]:
    """Stores `size` sessions of these two people and as many companions, and returns the ids of the last session."""
    for _ in range(size - 1):
        other = await kept.companion()
        await kept.companion(status=CompanionStatus.PENDING_REVIEW)
        async with kept.begin() as work:
            owner = await work.users.get(other.user_id)
            assert owner is not None
            await work.users.replace_languages(owner.id, [spoken(owner, language) for language in LANGUAGES])
    ids: dict[str, Any] = {}
    for _ in range(size):
        ids = await an_hour(kept, seeker, companion)
    return ids


async def an_hour(kept: Storage, seeker: User, companion: Companion) -> dict[str, Any]:
    session = await kept.session(companion, seeker, status=SessionStatus.COMPLETED, ended_at=NOW)
    contract = a_contract(session_id=session.id)
    payment = a_payment(session_id=session.id, payer_id=seeker.id, companion_id=companion.id)
    payment = evolve(payment, status=PaymentStatus.CAPTURED, captured=payment.amount, captured_at=NOW)
    rating = a_rating(is_public=True, session_id=session.id, rater_id=seeker.id, rated_user_id=companion.user_id)
    async with kept.begin() as work:
        await work.goals.add(a_goal(session_id=session.id))
        await work.contracts.add(contract)
        await work.payments.add(payment)
        await work.ratings.add(rating)
        await work.slots.add(a_slot(companion_id=companion.id))
        await work.drift_logs.add(a_drift_log(session_id=session.id))
        report = a_report(reporter_id=companion.user_id, reported_user_id=seeker.id)
        made = a_report(reporter_id=seeker.id, reported_user_id=companion.user_id)
        for one in (report, made):
            await work.reports.add(one.decided(ReportAction.RESOLVE, "Both were heard", NOW))
        await work.notifications.add(a_notification(user_id=seeker.id))
        await work.audit.add(an_act(actor_id=companion.user_id))
    return {"session": session.id, "contract": contract.id, "payment": payment.id}
