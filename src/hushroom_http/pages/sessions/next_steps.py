"""The one next step of a session for a participant: words, and the page on which it is done."""

from datetime import datetime, timedelta
from typing import ClassVar

from attrs import frozen

from hushroom_domain.ratings.policy import RATING_WINDOW
from hushroom_domain.sessions.queries import SessionSummary
from hushroom_domain.sessions.state_machine import RUNNING, SessionStatus
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_http.pages.translations import N_

ROOM_OPENS = timedelta(minutes=15)
"""The time before the appointed one from which the room of a session is open."""
S = SessionStatus


@frozen(kw_only=True)
class NextStep:
    """A step: its words, the words of the link to it, and the page below that of the session.

    The words may name the time `opens`. A step without a page is a reason to wait. `is_ours` is true when the reader
    acts next.
    """

    opens: ClassVar = ROOM_OPENS

    words: str
    link: str = ""
    page: str = ""
    chip: str

    @property
    def is_ours(self) -> bool:
        return bool(self.page)


SAY_GOAL = NextStep(
    words=N_("Say what you want to get done"), link=N_("Set the goal"), page="/goal", chip=N_("goal missing")
)
DRAW_UP = NextStep(
    words=N_("Choose how your companion should keep you company"),
    link=N_("Write the agreement"),
    page="/contract",
    chip=N_("agreement missing"),
)
CHOOSE = NextStep(
    words=N_("Choose a companion"), link=N_("See who fits"), page="/companions", chip=N_("no companion yet")
)
ACCEPT = NextStep(
    words=N_("Accept the agreement"), link=N_("Read and accept"), page="/contract", chip=N_("agreement open")
)
PAY = NextStep(
    words=N_("Have the money held, so that the hour is yours"),
    link=N_("Go to payment"),
    page="/payment",
    chip=N_("not paid yet"),
)
AWAIT_PAYMENT = NextStep(
    words=N_("The seeker has not paid yet. There is nothing for you to do"), chip=N_("not paid yet")
)
AWAIT_ACCEPTANCE = NextStep(
    words=N_("The others have not accepted the agreement yet. There is nothing for you to do"),
    chip=N_("agreement open"),
)
AWAIT_TIME = NextStep(words=N_("All is ready. The room opens %(opens)s before"), chip=N_("ready"))
ENTER = NextStep(words=N_("The room is open"), link=N_("Go to the room"), page="/room", chip=N_("now"))
RETURN = NextStep(words=N_("The session is running"), link=N_("Go back to the room"), page="/room", chip=N_("now"))
RATE = NextStep(
    words=N_("Say how it was"), link=N_("Look back"), page="/rating", chip=N_("to look back on")
)  # within the time for ratings
COMPLETED = NextStep(words=N_("This session is over"), chip=N_("done"))
CANCELLED = NextStep(words=N_("This session was cancelled"), chip=N_("cancelled"))
ABANDONED = NextStep(words=N_("This session ran out of time and was closed"), chip=N_("closed"))
DISPUTED = NextStep(words=N_("The payment of this session is disputed at the bank"), chip=N_("disputed"))
ENDED = {S.CANCELLED: CANCELLED, S.ABANDONED: ABANDONED, S.DISPUTED: DISPUTED}


def next_step(summary: SessionSummary, user_id: UserId, now: datetime) -> NextStep:
    """Returns the next step of the session for this participant."""
    session = summary.session
    role = session.role_of(user_id)
    assert role is not None, "a summary is read by participants only"
    if session.status in RUNNING:
        return RETURN
    if session.status in ENDED:
        return ENDED[session.status]
    if session.status is S.COMPLETED:
        return RATE if can_rate(summary, now) else COMPLETED
    if session.status is S.PENDING_MATCH:
        return _before_match(summary)
    return _before_start(summary, role, now)


def can_rate(summary: SessionSummary, now: datetime) -> bool:
    """Returns whether the reader may still rate the session."""
    ended_at = summary.session.ended_at
    return not summary.is_rated and ended_at is not None and now - ended_at <= RATING_WINDOW


def is_room_open(summary: SessionSummary, now: datetime) -> bool:
    """Returns whether the time of the session has come, or is near."""
    scheduled_at = summary.session.scheduled_at
    return scheduled_at is None or scheduled_at - now <= ROOM_OPENS


def _before_match(summary: SessionSummary) -> NextStep:
    if summary.goal is None:
        return SAY_GOAL
    return DRAW_UP if summary.contract is None else CHOOSE


def _before_start(summary: SessionSummary, role: ParticipantRole, now: datetime) -> NextStep:
    contract = summary.contract
    if contract is not None and not _has_accepted(summary, role):
        return ACCEPT
    if summary.session.status is S.MATCHED:
        return PAY if role is ParticipantRole.SEEKER else AWAIT_PAYMENT
    if contract is not None and not contract.is_accepted:
        return AWAIT_ACCEPTANCE
    return ENTER if is_room_open(summary, now) else AWAIT_TIME


def _has_accepted(summary: SessionSummary, role: ParticipantRole) -> bool:
    assert summary.contract is not None
    is_seeker = role is ParticipantRole.SEEKER
    return summary.contract.accepted_by_user if is_seeker else summary.contract.accepted_by_companion
