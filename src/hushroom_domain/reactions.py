"""Reactions: the effects of every event. Each is idempotent, because it may run more than once."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Self, TypeVar

from attrs import asdict, frozen

from hushroom_domain.application import Application
from hushroom_domain.companions.events import CompanionSuspended
from hushroom_domain.goals.events import GoalJudged
from hushroom_domain.identity.events import (
    AccessEnded,
    AccountClosed,
    AccountDeactivated,
    AccountDeleted,
    AccountReactivated,
    AvatarCheckDue,
    ErasureDue,
)
from hushroom_domain.media.events import RoomLeftOpen
from hushroom_domain.notifications.catalogue import CATALOGUE, PUSHES, EmailKind, EmailTrigger
from hushroom_domain.notifications.events import PushDue, PushKind
from hushroom_domain.notifications.services.notices import NOTIFICATIONS, Draw
from hushroom_domain.notifications.services.room_messages import ROOM_MESSAGES, Compose
from hushroom_domain.notifications.use_cases.send_email import SendEmail
from hushroom_domain.payments.events import (
    CustomerDeletionDue,
    HoldSuperseded,
    NoticeReceived,
    PaymentActionRequired,
    VerificationReported,
)
from hushroom_domain.ratings.events import RatingGiven, ReputationDecayDue
from hushroom_domain.sessions.events import (
    CompanionReady,
    MatchExpiryDue,
    MilestoneDue,
    SessionBeginDue,
    SessionCancelled,
    SessionEnded,
    SessionStarted,
)
from hushroom_domain.shared.events import Event
from hushroom_domain.shared.lanes import Lane

E = TypeVar("E", bound=Event)
Run = Callable[[Application, E], Awaitable[None]]


@frozen(kw_only=True)
class Reaction:
    """One effect of an event. The outbox keeps `name`, so a name never changes and never gets another meaning."""

    name: str
    event: type[Event]
    lane: Lane
    run: Run[Any]

    @classmethod
    def of(cls, event: type[E], name: str, lane: Lane, run: Run[E]) -> Self:
        """Builds a reaction; the type checker holds that `run` takes an event of this type."""
        return cls(name=name, event=event, lane=lane, run=run)


@frozen
class SendingEmail:
    """Sends the email of `kind` on the occasion that the trigger finds in an event."""

    kind: EmailKind
    trigger: EmailTrigger

    async def __call__(self, app: Application, event: Event) -> None:
        occasion = self.trigger.occasion(event)
        if occasion is not None:
            command = SendEmail.Command(kind=self.kind, **asdict(occasion, recurse=False))
            await app.notifications.send_email(command)


@frozen
class Broadcasting:
    """Sends a realtime message."""

    compose: Compose[Any]

    async def __call__(self, app: Application, event: Event) -> None:
        await app.notifications.broadcast(self.compose, event)


@frozen
class NotifyingUsers:
    """Stores the notifications that an event causes."""

    draw: Draw[Any]

    async def __call__(self, app: Application, event: Event) -> None:
        await app.notifications.notify_users(self.draw, event)


@frozen
class NotifyingDevices:
    """Announces the push message of `kind` about a session to the devices of its participants."""

    kind: PushKind

    async def __call__(self, app: Application, event: SessionBeginDue | CompanionReady) -> None:
        await app.notifications.notify_devices(self.kind, event.session_id, event.at)


async def _send_push(app: Application, event: PushDue) -> None:
    await app.notifications.send_push(event)


async def _cancel_sessions_of_companion(app: Application, event: CompanionSuspended) -> None:
    await app.sessions.cancel.of_companion(event.companion_id)


async def _cancel_sessions_of_user(app: Application, event: AccountClosed) -> None:
    await app.sessions.cancel.of_user(event.user_id)


async def _end_sessions_of_user(app: Application, event: AccountDeactivated | AccountDeleted) -> None:
    await app.sessions.leave(event.user_id, event.at)


async def _take_companion_offline(app: Application, event: AccountClosed) -> None:
    await app.companions.set_presence.take_offline(event.user_id)


async def _erase_user(app: Application, event: ErasureDue) -> None:
    await app.administration.erase_user(event.user_id, event.deleted_at)


async def _delete_notifications(app: Application, event: AccountDeleted) -> None:
    await app.notifications.delete.of_user(event.user_id)


async def _place_avatar(app: Application, event: AccountDeactivated | AccountReactivated) -> None:
    await app.identity.place_avatar(event.user_id)


async def _delete_unused_avatar(app: Application, event: AvatarCheckDue) -> None:
    await app.identity.delete_unused_avatar(event.avatar_name)


async def _end_connections(app: Application, event: AccessEnded) -> None:
    await app.notifications.broadcast.access_ended(event.user_id)


async def _expire_match(app: Application, event: MatchExpiryDue) -> None:
    await app.payments.expire_match(event.session_id)


async def _pass_milestone(app: Application, event: MilestoneDue) -> None:
    await app.drift.pass_milestone(event.session_id, event.percent)


async def _open_room(app: Application, event: SessionStarted) -> None:
    await app.media.open_room(event.session_id)


async def _close_room(app: Application, event: SessionEnded | SessionCancelled | RoomLeftOpen) -> None:
    await app.media.close_room(event.session_id)


async def _settle_payment(app: Application, event: SessionEnded | SessionCancelled) -> None:
    await app.payments.settle(event.session_id)


async def _pursue_payment(app: Application, event: PaymentActionRequired) -> None:
    await app.payments.reconcile(event.payment_id)


async def _release_hold(app: Application, event: HoldSuperseded) -> None:
    await app.payments.release_hold(event.payment_id, event.intent_id)


async def _delete_customer(app: Application, event: CustomerDeletionDue) -> None:
    await app.payments.delete_customer(event.customer_id)


async def _process_notice(app: Application, event: NoticeReceived) -> None:
    await app.payments.process_notice(event.notice_id)


async def _refresh_verification(app: Application, event: VerificationReported) -> None:
    await app.verification.refresh(event.session_id)


async def _end_verification(app: Application, event: AccountDeleted) -> None:
    await app.verification.end(event.user_id)


async def _recompute_reputation_of_session(app: Application, event: SessionEnded | GoalJudged | RatingGiven) -> None:
    await app.ratings.recompute_reputation.of_session(event.session_id)


async def _recompute_reputation(app: Application, event: ReputationDecayDue) -> None:
    await app.ratings.recompute_reputation(event.companion_id)


REACTIONS: tuple[Reaction, ...] = (
    Reaction.of(AccessEnded, "end_connections", Lane.REALTIME, _end_connections),
    Reaction.of(AccountClosed, "take_companion_offline", Lane.REALTIME, _take_companion_offline),
    Reaction.of(AccountClosed, "cancel_sessions_of_user", Lane.REALTIME, _cancel_sessions_of_user),
    Reaction.of(AccountDeactivated, "end_sessions_of_user", Lane.REALTIME, _end_sessions_of_user),
    Reaction.of(AccountDeactivated, "place_avatar", Lane.REALTIME, _place_avatar),
    Reaction.of(AccountReactivated, "place_avatar", Lane.REALTIME, _place_avatar),
    Reaction.of(AccountDeleted, "end_sessions_of_user", Lane.REALTIME, _end_sessions_of_user),
    Reaction.of(ErasureDue, "erase_user", Lane.BULK, _erase_user),
    Reaction.of(AccountDeleted, "delete_notifications", Lane.BULK, _delete_notifications),
    Reaction.of(AvatarCheckDue, "delete_unused_avatar", Lane.BULK, _delete_unused_avatar),
    Reaction.of(CompanionSuspended, "cancel_sessions_of_companion", Lane.REALTIME, _cancel_sessions_of_companion),
    Reaction.of(MatchExpiryDue, "expire_match", Lane.MONEY, _expire_match),
    Reaction.of(MilestoneDue, "pass_milestone", Lane.REALTIME, _pass_milestone),
    Reaction.of(SessionStarted, "open_room", Lane.ROOMS, _open_room),
    Reaction.of(SessionEnded, "settle_payment", Lane.MONEY, _settle_payment),
    Reaction.of(SessionEnded, "close_room", Lane.ROOMS, _close_room),
    Reaction.of(SessionEnded, "refresh_standing_of_session", Lane.BULK, _recompute_reputation_of_session),
    Reaction.of(SessionCancelled, "settle_payment", Lane.MONEY, _settle_payment),
    Reaction.of(SessionCancelled, "close_room", Lane.ROOMS, _close_room),
    Reaction.of(RoomLeftOpen, "close_room", Lane.ROOMS, _close_room),
    Reaction.of(GoalJudged, "refresh_standing_of_session", Lane.BULK, _recompute_reputation_of_session),
    Reaction.of(RatingGiven, "refresh_standing_of_session", Lane.BULK, _recompute_reputation_of_session),
    Reaction.of(ReputationDecayDue, "refresh_standing", Lane.BULK, _recompute_reputation),
    Reaction.of(PaymentActionRequired, "pursue_payment", Lane.MONEY, _pursue_payment),
    Reaction.of(HoldSuperseded, "release_hold", Lane.MONEY, _release_hold),
    Reaction.of(CustomerDeletionDue, "delete_customer", Lane.BULK, _delete_customer),
    Reaction.of(NoticeReceived, "process_notice", Lane.MONEY, _process_notice),
    Reaction.of(VerificationReported, "refresh_verification", Lane.BULK, _refresh_verification),
    Reaction.of(AccountDeleted, "end_verification", Lane.BULK, _end_verification),
    Reaction.of(PushDue, "send_push", Lane.PUSH, _send_push),
    *(Reaction.of(row.event, row.reaction, Lane.REALTIME, Broadcasting(row.compose)) for row in ROOM_MESSAGES),
    *(Reaction.of(row.event, row.reaction, Lane.REALTIME, NotifyingUsers(row.draw)) for row in NOTIFICATIONS),
    *(Reaction.of(row.event, row.reaction, Lane.REALTIME, NotifyingDevices(kind)) for kind, row in PUSHES.items()),
    *(
        Reaction.of(trigger.event, trigger.reaction, Lane.MAIL, SendingEmail(kind, trigger))
        for kind, row in CATALOGUE.items()
        for trigger in row.triggers
    ),
)
"""Events that are not here cause nothing and are not written into the outbox."""

BY_NAME: Mapping[str, Reaction] = {reaction.name: reaction for reaction in REACTIONS}
EVENTS_BY_NAME: Mapping[str, type[Event]] = {reaction.event.name: reaction.event for reaction in REACTIONS}
_NAMES: Mapping[type[Event], tuple[str, ...]] = {
    event: tuple(reaction.name for reaction in REACTIONS if reaction.event is event)
    for event in EVENTS_BY_NAME.values()
}


def names_for(event: Event) -> tuple[str, ...]:
    """Returns the names of the reactions that this event causes, in the order of the table."""
    return _NAMES.get(type(event), ())


def lane_of(name: str) -> Lane:
    """Returns the lane of a reaction, and `Lane.BULK` for a reaction that only another release has."""
    reaction = BY_NAME.get(name)
    return Lane.BULK if reaction is None else reaction.lane
