"""What goals need from the world."""

from typing import Protocol

from hushroom_domain.goals.model import Goal
from hushroom_domain.shared.ids import GoalId, SessionId
from hushroom_domain.shared.participants import Participants
from hushroom_domain.shared.ports import Outbox


class Goals(Protocol):
    """The goals."""

    async def add(self, goal: Goal) -> None:
        """Keep a new goal; refuses with `GoalExists`: one a session."""
        ...

    async def lock(self, goal_id: GoalId) -> Goal:
        """The goal, locked until the transaction ends; refuses with `GoalNotFound`."""
        ...

    async def of_session(self, session_id: SessionId) -> Goal | None: ...

    async def save(self, goal: Goal) -> None: ...


class GoalWork(Protocol):
    """One transaction, as goals see it."""

    @property
    def goals(self) -> Goals: ...
    @property
    def participants(self) -> Participants: ...
    @property
    def outbox(self) -> Outbox: ...
