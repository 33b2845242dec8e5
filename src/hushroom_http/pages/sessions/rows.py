"""The rows of lists of sessions."""

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from hushroom_domain.sessions.queries import SessionSummary
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_http.pages.sessions.next_steps import NextStep, next_step
from hushroom_http.pages.sessions.texts import TYPES


@frozen(kw_only=True)
class SessionRow:
    """One session of a list: its page, what it is about, who else takes part, and its next step."""

    path: str
    title: str
    type: str
    others: tuple[str, ...]
    avatar_url: str | None
    """The picture of the first of the others."""
    starts_at: datetime | None
    minutes: int
    booked_at: datetime
    step: NextStep
    is_now: bool

    @property
    def step_path(self) -> str:
        """Returns the address of the page on which the next step is done."""
        return self.path + self.step.page


def session_row(summary: SessionSummary, user_id: UserId, now: datetime) -> SessionRow:
    """Returns the row of a session for one of its participants."""
    session = summary.session
    step, others = next_step(summary, user_id, now), tuple(summary.others(user_id))
    return SessionRow(
        path=f"/sessions/{session.id}",
        title=summary.goal.title if summary.goal else "",
        type=TYPES[session.type],
        others=tuple(one.person.display_name or "" for one in others),
        avatar_url=others[0].person.avatar_url if others else None,
        starts_at=session.scheduled_at,
        minutes=session.planned_minutes,
        booked_at=session.created_at,
        step=step,
        is_now=step.page == "/room",
    )


def session_rows(found: Iterable[SessionSummary], user_id: UserId, now: datetime) -> list[SessionRow]:
    """Returns the rows of several sessions."""
    return [session_row(one, user_id, now) for one in found]


def role_in(summary: SessionSummary, user_id: UserId) -> ParticipantRole:
    """Returns the role of the reader, who is a participant."""
    role = summary.session.role_of(user_id)
    assert role is not None, "a summary is read by participants only"
    return role
