"""The steps of a booking: each page shows the session of a participant, and leads to the step that comes next."""

from collections.abc import Collection

from attrs import frozen
from litestar import Response

from hushroom_domain.sessions.errors import SessionNotFound
from hushroom_domain.sessions.queries import SessionInFull
from hushroom_domain.sessions.state_machine import BEFORE_START, SessionStatus
from hushroom_domain.shared.ids import SessionId
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_http.pages.rendering import see_other
from hushroom_http.pages.sessions.next_steps import NextStep, next_step
from hushroom_http.pages.sessions.rows import role_in
from hushroom_http.server.path_params import id_in_path
from hushroom_http.server.request import WebRequest

GOAL, CONTRACT, COMPANIONS, PAYMENT, DONE = "/goal", "/contract", "/companions", "/payment", "/done"
ROOM, RATING = "/room", "/rating"


@frozen(kw_only=True)
class OwnSession:
    """A session as its participant sees it, with the next step."""

    summary: SessionInFull
    role: ParticipantRole
    step: NextStep

    @property
    def path(self) -> str:
        """Returns the address of the session's page, below which its steps are."""
        return f"/sessions/{self.summary.session.id}"

    @property
    def is_seekers(self) -> bool:
        return self.role is ParticipantRole.SEEKER

    @property
    def is_unmatched(self) -> bool:
        return self.summary.session.status is SessionStatus.PENDING_MATCH

    @property
    def has_room(self) -> bool:
        """Returns whether the room is open to the reader now."""
        return self.step.page == ROOM

    @property
    def can_change_goal(self) -> bool:
        """Returns whether the reader may set the goal, or change it."""
        return self.is_seekers and self.summary.session.status in BEFORE_START

    @property
    def onward(self) -> Response[bytes]:
        """Returns the redirect to the next step; to the session's page while there is nothing to do."""
        return see_other(self.path + self.step.page)

    def unless_at(self, *pages: str, among: Collection[SessionStatus]) -> Response[bytes] | None:
        """Returns the redirect to the next step, None where one of these pages may be opened in this status."""
        if self.summary.session.status in among and self.step.page in pages:
            return None
        return self.onward


async def own_session(request: WebRequest, session_id: str) -> OwnSession:
    """Returns the session of the address to one of its participants. Raises: SessionNotFound."""
    wanted = SessionId(id_in_path(session_id, SessionNotFound))
    user_id = request.viewer.user_id
    summary = await request.queries.sessions.in_full(wanted, user_id)
    if summary is None:
        raise SessionNotFound
    step = next_step(summary, user_id, request.platform.clock.now())
    return OwnSession(summary=summary, role=role_in(summary, user_id), step=step)
