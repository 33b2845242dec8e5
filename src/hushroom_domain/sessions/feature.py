"""The use cases of sessions, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.sessions.errors import SessionQuotaReached
from hushroom_domain.sessions.ports import SessionWork
from hushroom_domain.sessions.queries import SessionQueries
from hushroom_domain.sessions.use_cases.book_session import BookSession
from hushroom_domain.sessions.use_cases.cancel_sessions import CancelSessions
from hushroom_domain.sessions.use_cases.change_session_status import ChangeSessionStatus
from hushroom_domain.sessions.use_cases.close_stale_sessions import CloseStaleSessions
from hushroom_domain.sessions.use_cases.leave_sessions import LeaveSessions
from hushroom_domain.sessions.use_cases.revise_goal import ReviseGoal
from hushroom_domain.shared.ports import SharedPorts
from hushroom_domain.shared.quotas import Countable, DailyQuota

__all__ = ["SessionQueries", "SessionUseCases", "SessionWork"]


@frozen(kw_only=True)
class SessionUseCases:
    """The use cases of sessions."""

    book: BookSession
    change_status: ChangeSessionStatus
    close_stale: CloseStaleSessions
    revise_goal: ReviseGoal
    cancel: CancelSessions
    leave: LeaveSessions

    @classmethod
    def of(cls, ports: SharedPorts[SessionWork]) -> Self:
        """Builds the use cases on these ports."""
        return cls(
            book=BookSession(
                ports.begin,
                ports.clock,
                ports.ids,
                DailyQuota(Countable.SESSIONS, ports.quotas.sessions, SessionQuotaReached),
                ports.quotas.open_sessions,
            ),
            change_status=ChangeSessionStatus(ports.begin, ports.clock),
            close_stale=CloseStaleSessions(ports.begin, ports.clock),
            revise_goal=ReviseGoal(ports.begin, ports.clock),
            cancel=CancelSessions(ports.begin, ports.clock),
            leave=LeaveSessions(ports.begin, ports.clock),
        )
