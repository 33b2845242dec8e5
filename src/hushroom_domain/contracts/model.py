"""Contracts: rules that both participants of a session accept, unchangeable after the first acceptance."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from attrs import evolve, field, frozen

from hushroom_domain.companions.model import CompanionMode
from hushroom_domain.contracts.errors import ContractFrozen
from hushroom_domain.contracts.policy import RULE, RULE_MINUTES, RULE_TYPE, TOPICS
from hushroom_domain.shared.ids import ContractId, SessionId, TemplateId
from hushroom_domain.shared.participants import ParticipantRole

CUSTOM = "custom"
"""The type of a rule that a client gives as text alone."""


@frozen
class Rule:
    """A rule of a contract. `type` is a name that the client chooses; `max_minutes` is a duration."""

    description: Annotated[str | None, RULE] = None
    type: Annotated[str, RULE_TYPE] = field(default=CUSTOM, kw_only=True)
    max_minutes: Annotated[int | None, RULE_MINUTES] = field(default=None, kw_only=True)
    topics: Annotated[tuple[str, ...], TOPICS] = field(default=(), kw_only=True)


class SessionType(StrEnum):
    """The types of sessions; a contract template is for one of them."""

    FOCUS = "FOCUS"
    DECISION = "DECISION"
    EMOTIONAL_UNLOAD = "EMOTIONAL_UNLOAD"
    PLANNING = "PLANNING"


@frozen(kw_only=True)
class ContractTemplate:
    """A named set of rules and a mode, from which contracts are created."""

    id: TemplateId
    name: str
    description: str
    session_type: SessionType
    mode: CompanionMode
    rules: tuple[Rule, ...]
    is_active: bool = True
    created_at: datetime
    updated_at: datetime


@frozen(kw_only=True)
class Acceptance:
    """The acceptance of a contract by each participant; `accepted_at` is the time of the second one."""

    accepted_by_user: bool = False
    accepted_by_companion: bool = False
    accepted_at: datetime | None = None

    @property
    def is_accepted(self) -> bool:
        """Returns whether both participants have accepted."""
        return self.accepted_by_user and self.accepted_by_companion


@frozen(kw_only=True)
class Contract(Acceptance):
    """The contract of a session: its terms, and who has accepted them."""

    id: ContractId
    session_id: SessionId
    template_id: TemplateId | None = None
    mode: CompanionMode = CompanionMode.MODERATE
    rules: tuple[Rule, ...] = ()
    created_at: datetime
    updated_at: datetime

    def accepted(self, by: ParticipantRole, now: datetime) -> "Contract":
        """Returns the contract with the acceptance of one participant; a second acceptance changes nothing."""
        seeker = self.accepted_by_user or by is ParticipantRole.SEEKER
        companion = self.accepted_by_companion or by is ParticipantRole.COMPANION
        if (seeker, companion) == (self.accepted_by_user, self.accepted_by_companion):
            return self
        return evolve(
            self,
            accepted_by_user=seeker,
            accepted_by_companion=companion,
            accepted_at=now if seeker and companion else None,
            updated_at=now,
        )

    def revised(self, now: datetime, **changes: Any) -> "Contract":
        """Returns the contract with other terms. Raises: ContractFrozen (after the first acceptance)."""
        if self.accepted_by_user or self.accepted_by_companion:
            raise ContractFrozen
        return evolve(self, **changes, updated_at=now)
