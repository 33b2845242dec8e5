"""Ports of goals."""

from typing import Protocol

from hushroom_domain.goals.model import Goal
from hushroom_domain.shared.ids import GoalId, SessionId
from hushroom_domain.shared.participants import Participants
from hushroom_domain.shared.ports import Outbox


class Goals(Protocol):
    """Stores goals."""

    async def add(self, goal: Goal) -> None:
        """Adds a goal; a session has at most one. Raises: GoalExists."""
        ...

    async def lock(self, goal_id: GoalId) -> Goal:
        """Returns the goal, locked until the transaction ends. Raises: GoalNotFound."""
        ...

    async def of_session(self, session_id: SessionId) -> Goal | None: ...

    async def save(self, goal: Goal) -> None: ...


class GoalWork(Protocol):
    """The part of a transaction that goals use."""

    @property
    def goals(self) -> Goals: ...
    @property
    def participants(self) -> Participants: ...
    @property
    def outbox(self) -> Outbox: ...
