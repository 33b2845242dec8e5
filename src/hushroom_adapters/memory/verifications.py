"""The verifications of identities in memory, and the provider that makes them."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from attrs import evolve, field, frozen

from hushroom_adapters.memory.tables import Tables
from hushroom_domain.identity.model import (
    IdentityVerification,
    ReportedState,
    VerificationFailure,
    VerificationReport,
)
from hushroom_domain.identity.state_machine import VerificationStatus
from hushroom_domain.shared.ids import UserId


@frozen
class MemoryIdentityVerifications:
    """Implements `IdentityVerifications`."""

    tables: Tables

    async def get(self, user_id: UserId) -> IdentityVerification | None:
        return self.tables.identity_verifications.get(user_id)

    async def user_of_session(self, session_id: str) -> UserId | None:
        rows = self.tables.identity_verifications.values()
        return next((row.user_id for row in rows if row.session_id == session_id), None)

    async def put(self, verification: IdentityVerification) -> None:
        self.tables.identity_verifications.put(verification.user_id, verification)

    async def remove(self, user_id: UserId) -> None:
        if self.tables.identity_verifications.get(user_id) is not None:
            self.tables.identity_verifications.remove(user_id)

    async def verified_before(self, moment: datetime, limit: int) -> tuple[UserId, ...]:
        found = [
            (row.verified_at, row.user_id)
            for row in self.tables.identity_verifications.values()
            if row.status is VerificationStatus.VERIFIED and row.verified_at is not None and row.verified_at <= moment
        ]
        return tuple(user_id for _, user_id in sorted(found)[:limit])


@frozen(eq=False)
class MemoryIdentityProvider:
    """Implements `IdentityVerifier`; a test decides how a session ends, and what happens while one is opened."""

    sessions: dict[str, VerificationReport] = field(factory=dict)
    meanwhile: list[Callable[[], Awaitable[None]]] = field(factory=list)

    async def open(self, user_id: UserId, attempt: int) -> VerificationReport:
        while self.meanwhile:
            await self.meanwhile.pop()()
        session_id = f"vs_{user_id}_{attempt}"
        opened = VerificationReport(
            session_id=session_id, state=ReportedState.WAITING, url=f"https://provider.test/{session_id}"
        )
        return self.sessions.setdefault(session_id, opened)

    async def look(self, session_id: str) -> VerificationReport:
        ended = VerificationReport(session_id=session_id, state=ReportedState.ENDED)
        return self.sessions.get(session_id, ended)

    async def redact(self, session_id: str) -> None:
        self.sessions.pop(session_id, None)

    def decide(self, session_id: str, state: ReportedState, failure: VerificationFailure | None = None) -> None:
        """Sets the state of a session; only a session that may be tried again has a page."""
        url = self.sessions[session_id].url if state in {ReportedState.WAITING, ReportedState.FAILED} else None
        self.sessions[session_id] = evolve(self.sessions[session_id], state=state, failure=failure, url=url)
