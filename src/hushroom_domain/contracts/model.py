"""Contracts: the behaviour that both parties of a session agree on, frozen once anyone has."""

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
"""The type of a rule in plain words."""


@frozen
class Rule:
    """One rule of a contract. `type` is a client's own word for the kind of rule; `max_minutes` is a duration."""

    description: Annotated[str | None, RULE] = None
    type: Annotated[str, RULE_TYPE] = field(default=CUSTOM, kw_only=True)
    max_minutes: Annotated[int | None, RULE_MINUTES] = field(default=None, kw_only=True)
    topics: Annotated[tuple[str, ...], TOPICS] = field(default=(), kw_only=True)


class SessionType(StrEnum):
    """What kind of hour it is; every contract template is for one."""

    FOCUS = "FOCUS"
    DECISION = "DECISION"
    EMOTIONAL_UNLOAD = "EMOTIONAL_UNLOAD"
    PLANNING = "PLANNING"


@frozen(kw_only=True)
class ContractTemplate:
    """Rules to start from."""

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
class Contract:
    """The contract of one session; `accepted_at` is when the second party accepted."""

    id: ContractId
    session_id: SessionId
    template_id: TemplateId | None = None
    mode: CompanionMode = CompanionMode.MODERATE
    rules: tuple[Rule, ...] = ()
    accepted_by_user: bool = False
    accepted_by_companion: bool = False
    accepted_at: datetime | None = None
    created_at: datetime
    updated_at: datetime

    @property
    def is_accepted(self) -> bool:
        """Whether both parties have accepted."""
        return self.accepted_by_user and self.accepted_by_companion

    def accepted(self, by: ParticipantRole, now: datetime) -> "Contract":
        """This contract with one more acceptance; accepting again changes nothing."""
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
        """This contract with other terms; refuses with `ContractFrozen` once anyone has accepted."""
        if self.accepted_by_user or self.accepted_by_companion:
            raise ContractFrozen
        return evolve(self, **changes, updated_at=now)
