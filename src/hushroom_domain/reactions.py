"""Reactions: the platform's cause and effect on one page. Each is idempotent, for each may run more than once."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from hushroom_domain.accounts.events import (
    AccessEnded,
    AccountClosed,
    AccountDeleted,
    PasswordForgotten,
    UserRegistered,
    UserSuspended,
)
from hushroom_domain.application import Application
from hushroom_domain.companions.events import CompanionApproved, CompanionSuspended
from hushroom_domain.drift.events import DriftAcknowledged, DriftFlagged, MilestonePassed
from hushroom_domain.goals.events import GoalJudged
from hushroom_domain.media.events import RoomLeftOpen
from hushroom_domain.moderation.events import ReportFiled
from hushroom_domain.notifications.model import LetterKind
from hushroom_domain.notifications.use_cases.send_letter import SendLetter
from hushroom_domain.payments.events import HoldLapsed, HoldLeftOver, NoticeReceived, PaymentDue
from hushroom_domain.ratings.events import RatingGiven, StandingAged
from hushroom_domain.sessions.events import (
    MatchExpiryDue,
    MilestoneDue,
    SessionCancelled,
    SessionChanged,
    SessionEnded,
    SessionMatched,
    SessionStarted,
)
from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.lanes import Lane

Reaction = Callable[[Application, Any], Awaitable[None]]


async def welcome_user(app: Application, event: UserRegistered) -> None:
    await _write(app, LetterKind.WELCOME, event.user_id)


async def send_verification(app: Application, event: UserRegistered) -> None:
    await _write(app, LetterKind.VERIFY_EMAIL, event.user_id)


async def send_reset_link(app: Application, event: PasswordForgotten) -> None:
    if event.user_id is not None:
        await _write(
            app, LetterKind.RESET_PASSWORD, event.user_id, request_id=event.request_id, asked_at=event.asked_at
        )


async def tell_user_of_suspension(app: Application, event: UserSuspended) -> None:
    await _write(app, LetterKind.ACCOUNT_SUSPENDED, event.user_id, request_id=event.request_id)


async def tell_companion_of_suspension(app: Application, event: CompanionSuspended) -> None:
    await _write(app, LetterKind.ACCOUNT_SUSPENDED, event.user_id)


async def tell_administrator_of_report(app: Application, event: ReportFiled) -> None:
    await _write(app, LetterKind.REPORT_FILED, event.admin_id, request_id=event.report_id)


async def cancel_sessions_of_companion(app: Application, event: CompanionSuspended) -> None:
    await app.sessions.cancel.of_companion(event.companion_id)


async def cancel_sessions_of_user(app: Application, event: AccountClosed) -> None:
    await app.sessions.cancel.of_user(event.user_id)


async def end_sessions_of_user(app: Application, event: AccountDeleted) -> None:
    await app.sessions.leave(event.user_id, event.at)


async def take_companion_offline(app: Application, event: AccountClosed) -> None:
    await app.companions.set_presence.take_offline(event.user_id)


async def end_connections(app: Application, event: AccessEnded) -> None:
    await app.notifications.broadcast.access_ended(event.user_id)


async def broadcast_session(app: Application, event: SessionChanged) -> None:
    await app.notifications.broadcast.session(event.session_id)


async def expire_match(app: Application, event: MatchExpiryDue) -> None:
    await app.payments.expire_match(event.session_id)


async def pass_milestone(app: Application, event: MilestoneDue) -> None:
    await app.drift.pass_milestone(event.session_id, event.percent)


async def broadcast_milestone(app: Application, event: MilestonePassed) -> None:
    await app.notifications.broadcast.milestone(event.session_id, event.percent)


async def broadcast_drift(app: Application, event: DriftFlagged | DriftAcknowledged) -> None:
    await app.notifications.broadcast.drift(event.drift_log_id)


async def tell_companion_of_approval(app: Application, event: CompanionApproved) -> None:
    await _write(app, LetterKind.COMPANION_APPROVED, event.user_id)


async def confirm_booking_to_seeker(app: Application, event: SessionMatched) -> None:
    await _write(app, LetterKind.BOOKING_CONFIRMATION, event.seeker_id, event.session_id)


async def confirm_booking_to_companion(app: Application, event: SessionMatched) -> None:
    await _write(app, LetterKind.BOOKING_CONFIRMATION, event.companion_user_id, event.session_id)


async def tell_seeker_of_lapse(app: Application, event: HoldLapsed) -> None:
    await _write(app, LetterKind.HOLD_LAPSED, event.seeker_id, event.session_id)


async def tell_companion_of_lapse(app: Application, event: HoldLapsed) -> None:
    await _write(app, LetterKind.HOLD_LAPSED, event.companion_user_id, event.session_id)


async def open_room(app: Application, event: SessionStarted) -> None:
    await app.media.open_room(event.session_id)


async def close_room(app: Application, event: SessionEnded | SessionCancelled | RoomLeftOpen) -> None:
    await app.media.close_room(event.session_id)


async def settle_payment(app: Application, event: SessionEnded | SessionCancelled) -> None:
    await app.payments.settle(event.session_id)


async def pursue_payment(app: Application, event: PaymentDue) -> None:
    await app.payments.pursue(event.payment_id)


async def release_hold(app: Application, event: HoldLeftOver) -> None:
    await app.payments.release_hold(event.payment_id, event.intent_id)


async def process_notice(app: Application, event: NoticeReceived) -> None:
    await app.payments.process_notice(event.notice_id)


async def refresh_standing_of_session(app: Application, event: SessionEnded | GoalJudged | RatingGiven) -> None:
    await app.ratings.refresh_standing.of_session(event.session_id)


async def refresh_standing(app: Application, event: StandingAged) -> None:
    await app.ratings.refresh_standing(event.companion_id)


async def thank_seeker(app: Application, event: SessionEnded) -> None:
    if event.is_completed:
        await _write(app, LetterKind.SESSION_COMPLETED, event.seeker_id, event.session_id)


async def thank_companion(app: Application, event: SessionEnded) -> None:
    if event.is_completed:
        await _write(app, LetterKind.SESSION_COMPLETED, event.companion_user_id, event.session_id)


async def _write(
    app: Application,
    kind: LetterKind,
    user_id: UserId,
    session_id: SessionId | None = None,
    request_id: UUID | None = None,
    asked_at: datetime | None = None,
) -> None:
    command = SendLetter.Command(
        kind=kind, user_id=user_id, session_id=session_id, request_id=request_id, asked_at=asked_at
    )
    await app.notifications.send_letter(command)


REACTIONS: Mapping[type[Event], tuple[Reaction, ...]] = {
    UserRegistered: (welcome_user, send_verification),
    PasswordForgotten: (send_reset_link,),
    UserSuspended: (tell_user_of_suspension,),
    AccessEnded: (end_connections,),
    AccountClosed: (take_companion_offline, cancel_sessions_of_user),
    ReportFiled: (tell_administrator_of_report,),
    AccountDeleted: (end_sessions_of_user,),
    CompanionApproved: (tell_companion_of_approval,),
    CompanionSuspended: (cancel_sessions_of_companion, tell_companion_of_suspension),
    SessionChanged: (broadcast_session,),
    MatchExpiryDue: (expire_match,),
    MilestoneDue: (pass_milestone,),
    MilestonePassed: (broadcast_milestone,),
    DriftFlagged: (broadcast_drift,),
    DriftAcknowledged: (broadcast_drift,),
    SessionMatched: (confirm_booking_to_seeker, confirm_booking_to_companion),
    SessionStarted: (open_room,),
    SessionEnded: (settle_payment, close_room, refresh_standing_of_session, thank_seeker, thank_companion),
    SessionCancelled: (settle_payment, close_room),
    RoomLeftOpen: (close_room,),
    GoalJudged: (refresh_standing_of_session,),
    RatingGiven: (refresh_standing_of_session,),
    StandingAged: (refresh_standing,),
    PaymentDue: (pursue_payment,),
    HoldLeftOver: (release_hold,),
    HoldLapsed: (tell_seeker_of_lapse, tell_companion_of_lapse),
    NoticeReceived: (process_notice,),
}
"""Events that are not here cause nothing and are not written into the outbox."""

BY_NAME: Mapping[str, Reaction] = {
    reaction.__name__: reaction for reactions in REACTIONS.values() for reaction in reactions
}
"""The reactions by the name under which the outbox keeps them; a name never changes its meaning."""
EVENTS_BY_NAME: Mapping[str, type[Event]] = {event.name: event for event in REACTIONS}


def names_for(event: Event) -> tuple[str, ...]:
    """The names of the reactions that this event causes."""
    return tuple(reaction.__name__ for reaction in REACTIONS.get(type(event), ()))


LANES: Mapping[Lane, tuple[Reaction, ...]] = {
    Lane.MONEY: (settle_payment, pursue_payment, release_hold, expire_match, process_notice),
    Lane.REALTIME: (
        broadcast_session,
        broadcast_milestone,
        broadcast_drift,
        pass_milestone,
        end_connections,
        take_companion_offline,
        cancel_sessions_of_user,
        cancel_sessions_of_companion,
        end_sessions_of_user,
    ),
    Lane.ROOMS: (open_room, close_room),
    Lane.MAIL: (
        welcome_user,
        send_verification,
        send_reset_link,
        tell_user_of_suspension,
        tell_companion_of_suspension,
        tell_companion_of_approval,
        tell_administrator_of_report,
        confirm_booking_to_seeker,
        confirm_booking_to_companion,
        tell_seeker_of_lapse,
        tell_companion_of_lapse,
        thank_seeker,
        thank_companion,
    ),
    Lane.BULK: (refresh_standing, refresh_standing_of_session),
}
"""The lane that each reaction waits in: the one of the service that it needs, else of those who wait for it."""

_LANES_BY_NAME: Mapping[str, Lane] = {reaction.__name__: lane for lane, group in LANES.items() for reaction in group}


def lane_of(reaction: str) -> Lane:
    """The lane of the reaction of this name; a reaction of another release goes with those that nobody waits for."""
    return _LANES_BY_NAME.get(reaction, Lane.BULK)
