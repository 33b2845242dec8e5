"""Broadcasts in memory: what those in a room would have heard."""

from datetime import datetime
from typing import Any

from attrs import define, field, frozen

from hushroom_domain.drift.model import DriftLog
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import SessionId, UserId


@frozen
class Said:
    """One message to the room of a session: what it is about, and what it carries."""

    topic: str
    session_id: SessionId
    about: Any


@define
class MemoryBroadcasts:
    """Implements `Broadcasts`; `said` keeps every message in order."""

    said: list[Said] = field(factory=list)
    looked_at: list[UserId] = field(factory=list)
    """The users whose connections were to be looked at again."""

    async def session_changed(self, session: Session, now: datetime) -> None:  # noqa: ARG002 - a clock's business
        self.said.append(Said("session_changed", session.id, session))

    async def milestone_passed(self, session: Session, percent: int, now: datetime) -> None:  # noqa: ARG002 - as above
        self.said.append(Said("milestone_passed", session.id, percent))

    async def drift_flagged(self, log: DriftLog) -> None:
        self.said.append(Said("drift_flagged", log.session_id, log))

    async def drift_acknowledged(self, log: DriftLog) -> None:
        self.said.append(Said("drift_acknowledged", log.session_id, log))

    async def access_ended(self, user_id: UserId) -> None:
        self.looked_at.append(user_id)

    def about(self, topic: str) -> list[Any]:
        """What was said about a topic."""
        return [one.about for one in self.said if one.topic == topic]
