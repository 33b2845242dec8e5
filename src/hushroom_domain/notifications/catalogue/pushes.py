"""The push messages: each kind with its rules, its English words, and its cause."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from attrs import frozen

from hushroom_domain.notifications.events import PushKind
from hushroom_domain.notifications.policy import PUSH_LASTS
from hushroom_domain.sessions.events import CompanionReady, SessionBeginDue
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.participants import ParticipantRole


@frozen(kw_only=True)
class PushRow:
    """The rules of one kind of push message, its words in plain English, and the event that causes it.

    The words are shown on locked screens, so they name no person, no goal and no money.
    """

    title: str
    body: str
    event: type[SessionBeginDue | CompanionReady]
    reaction: str
    audience: frozenset[ParticipantRole]
    is_still_true: Callable[[Session, datetime], bool]
    """Returns whether the session still is as it was at the moment of the event."""
    lasts: timedelta = PUSH_LASTS


def _still_begins(session: Session, at: datetime) -> bool:
    return session.scheduled_at == at and session.status in {SessionStatus.PAYMENT_AUTHORIZED, SessionStatus.READY}


def _still_is_ready(session: Session, at: datetime) -> bool:
    return session.companion_ready_at == at and session.status is SessionStatus.READY


PUSHES: Mapping[PushKind, PushRow] = {
    PushKind.SESSION_BEGINS: PushRow(
        title="Your session begins at {time}",
        body="Open it to get ready.",
        event=SessionBeginDue,
        reaction="remind_of_beginning",
        audience=frozenset(ParticipantRole),
        is_still_true=_still_begins,
    ),
    PushKind.COMPANION_READY: PushRow(
        title="Your companion is ready",
        body="Open your session to begin.",
        event=CompanionReady,
        reaction="announce_companion",
        audience=frozenset({ParticipantRole.SEEKER}),
        is_still_true=_still_is_ready,
    ),
}
