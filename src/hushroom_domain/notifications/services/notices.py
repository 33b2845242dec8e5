"""The events that people are notified of, and the receivers."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any, Self, TypeVar

from attrs import frozen

from hushroom_domain.companions.events import CompanionApproved, CompanionReactivated, CompanionSuspended
from hushroom_domain.drift.events import DriftFlagged
from hushroom_domain.moderation.events import ReportDecided, ReportFiled
from hushroom_domain.notifications.catalogue import PUSHES
from hushroom_domain.notifications.events import PushKind
from hushroom_domain.notifications.model import NotificationDraft, NotificationKind
from hushroom_domain.notifications.ports import NotificationWork
from hushroom_domain.payments.events import MoneyCaptured, MoneyHeld, MoneyRefunded, MoneyReleased
from hushroom_domain.ratings.events import RatingGiven
from hushroom_domain.sessions.events import (
    CompanionReady,
    SessionBeginDue,
    SessionCancelled,
    SessionEnded,
    SessionMatched,
)
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import UserId

E = TypeVar("E", bound=Event)
Drafts = tuple[NotificationDraft, ...]
Draw = Callable[[NotificationWork, E], Awaitable[Drafts]]
"""Returns the notifications that an event causes; none when the event is not true any more."""


@frozen
class NotificationRow:
    """An event that causes notifications; the outbox stores the name of the reaction."""

    event: type[Event]
    reaction: str
    draw: Draw[Any]

    @classmethod
    def of(cls, event: type[E], reaction: str, draw: Draw[E]) -> Self:
        """Builds a row; the type checker holds that `draw` takes an event of this type."""
        return cls(event, reaction, draw)


def _each(
    users: Iterable[UserId | None], kind: NotificationKind, session: Session, at: datetime | None = None
) -> Drafts:
    occasion = at.isoformat() if at else ""
    return tuple(
        NotificationDraft(user_id=one, kind=kind, subject_id=session.id, occasion=occasion)
        for one in users
        if one is not None
    )


async def _booked(_: NotificationWork, event: SessionMatched) -> Drafts:
    kind = NotificationKind.SESSION_BOOKED
    return (NotificationDraft(user_id=event.companion_user_id, kind=kind, subject_id=event.session_id),)


async def _begins(work: NotificationWork, event: SessionBeginDue) -> Drafts:
    session = await work.sessions.get(event.session_id)
    if session is None or not PUSHES[PushKind.SESSION_BEGINS].is_still_true(session, event.at):
        return ()
    people = (session.seeker_id, session.companion_user_id)
    return _each(people, NotificationKind.SESSION_BEGINS, session, event.at)


async def _ready(work: NotificationWork, event: CompanionReady) -> Drafts:
    session = await work.sessions.get(event.session_id)
    if session is None or not PUSHES[PushKind.COMPANION_READY].is_still_true(session, event.at):
        return ()
    return _each((session.seeker_id,), NotificationKind.COMPANION_READY, session, event.at)


async def _drifted(work: NotificationWork, event: DriftFlagged) -> Drafts:
    log = await work.drift_logs.get(event.drift_log_id)
    session = None if log is None else await work.sessions.get(log.session_id)
    if log is None or session is None:
        return ()
    kind = NotificationKind.SESSION_DRIFTED
    return (NotificationDraft(user_id=session.seeker_id, kind=kind, subject_id=session.id, occasion=str(log.id)),)


async def _ended(_: NotificationWork, event: SessionEnded) -> Drafts:
    kind = NotificationKind.SESSION_ENDED
    people = (event.seeker_id, event.companion_user_id)
    return tuple(NotificationDraft(user_id=one, kind=kind, subject_id=event.session_id) for one in people)


async def _cancelled(work: NotificationWork, event: SessionCancelled) -> Drafts:
    """Returns a notification to each participant but the one who cancelled, because that one knows it."""
    session = await work.sessions.get(event.session_id)
    if session is None:
        return ()
    others = {session.seeker_id, session.companion_user_id} - {event.cancelled_by}
    return _each(others, NotificationKind.SESSION_CANCELLED, session)


async def _held(_: NotificationWork, event: MoneyHeld) -> Drafts:
    return (
        NotificationDraft(user_id=event.payer_id, kind=NotificationKind.PAYMENT_HELD, subject_id=event.payment_id),
        NotificationDraft(
            user_id=event.companion_user_id, kind=NotificationKind.SESSION_PAID, subject_id=event.session_id
        ),
    )


async def _captured(_: NotificationWork, event: MoneyCaptured) -> Drafts:
    return (
        NotificationDraft(user_id=event.payer_id, kind=NotificationKind.PAYMENT_CAPTURED, subject_id=event.payment_id),
        NotificationDraft(
            user_id=event.companion_user_id, kind=NotificationKind.SESSION_EARNED, subject_id=event.session_id
        ),
    )


async def _released(_: NotificationWork, event: MoneyReleased) -> Drafts:
    kind = NotificationKind.PAYMENT_RELEASED
    return (NotificationDraft(user_id=event.payer_id, kind=kind, subject_id=event.payment_id),)


async def _refunded(_: NotificationWork, event: MoneyRefunded) -> Drafts:
    return (
        NotificationDraft(
            user_id=event.payer_id,
            kind=NotificationKind.PAYMENT_REFUNDED,
            subject_id=event.payment_id,
            occasion=str(event.refunded_minor),
        ),
    )


async def _rated(work: NotificationWork, event: RatingGiven) -> Drafts:
    session = await work.sessions.get(event.session_id)
    if session is None or session.companion_user_id != event.rated_user_id:
        return ()
    kind, user_id = NotificationKind.RATING_RECEIVED, event.rated_user_id
    # Each participant rates the companion, so that a session may have several ratings of one person.
    return (NotificationDraft(user_id=user_id, kind=kind, subject_id=session.id, occasion=str(event.rating_id)),)


async def _approved(_: NotificationWork, event: CompanionApproved) -> Drafts:
    kind = NotificationKind.COMPANION_APPROVED
    return (NotificationDraft(user_id=event.user_id, kind=kind, subject_id=event.companion_id),)


async def _suspended(_: NotificationWork, event: CompanionSuspended) -> Drafts:
    return _of_profile(NotificationKind.COMPANION_SUSPENDED, event)


async def _reactivated(_: NotificationWork, event: CompanionReactivated) -> Drafts:
    return _of_profile(NotificationKind.COMPANION_REACTIVATED, event)


def _of_profile(kind: NotificationKind, event: CompanionSuspended | CompanionReactivated) -> Drafts:
    occasion = "" if event.request_id is None else str(event.request_id)
    return (NotificationDraft(user_id=event.user_id, kind=kind, subject_id=event.companion_id, occasion=occasion),)


async def _reported(_: NotificationWork, event: ReportFiled) -> Drafts:
    kind = NotificationKind.REPORT_FILED
    return (NotificationDraft(user_id=event.admin_id, kind=kind, subject_id=event.report_id),)


async def _decided(_: NotificationWork, event: ReportDecided) -> Drafts:
    kind = NotificationKind.REPORT_DECIDED
    return (NotificationDraft(user_id=event.reporter_id, kind=kind, subject_id=event.report_id),)


NOTIFICATIONS = (
    NotificationRow.of(SessionMatched, "note_booking", _booked),
    NotificationRow.of(SessionBeginDue, "note_beginning", _begins),
    NotificationRow.of(CompanionReady, "note_readiness", _ready),
    NotificationRow.of(DriftFlagged, "note_drift", _drifted),
    NotificationRow.of(SessionEnded, "note_end", _ended),
    NotificationRow.of(SessionCancelled, "note_cancellation", _cancelled),
    NotificationRow.of(MoneyHeld, "note_hold", _held),
    NotificationRow.of(MoneyCaptured, "note_capture", _captured),
    NotificationRow.of(MoneyReleased, "note_release", _released),
    NotificationRow.of(MoneyRefunded, "note_refund", _refunded),
    NotificationRow.of(RatingGiven, "note_rating", _rated),
    NotificationRow.of(CompanionApproved, "note_approval", _approved),
    NotificationRow.of(CompanionSuspended, "note_suspension", _suspended),
    NotificationRow.of(CompanionReactivated, "note_reactivation", _reactivated),
    NotificationRow.of(ReportFiled, "note_report", _reported),
    NotificationRow.of(ReportDecided, "note_decision", _decided),
)
