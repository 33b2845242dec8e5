"""The companion profile of a user."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from attrs import evolve, frozen

from hushroom_domain.companions.errors import NotPending
from hushroom_domain.companions.events import CompanionApproved, CompanionReactivated, CompanionSuspended
from hushroom_domain.companions.policy import BASE_RATE, BIO, CONCURRENT, TAGS
from hushroom_domain.companions.state_machine import (
    TRANSITIONS,
    CompanionAction,
    CompanionActor,
    CompanionStatus,
    end_of_suspension,
)
from hushroom_domain.shared.change import Change
from hushroom_domain.shared.ids import CompanionId, FavouriteId, UserId
from hushroom_domain.shared.inputs import UNCHANGED, Unchanged, ValidatedInput
from hushroom_domain.shared.money import ZERO, Money
from hushroom_domain.shared.text import fold


class CompanionTier(StrEnum):
    """The tiers of companions, which set the commission."""

    STANDARD = "STANDARD"
    VERIFIED = "VERIFIED"
    EXPERT = "EXPERT"


class CompanionMode(StrEnum):
    """The degrees of strictness against drift from the goal."""

    STRICT = "STRICT"
    MODERATE = "MODERATE"
    FLEXIBLE = "FLEXIBLE"


@frozen(kw_only=True)
class ReputationStats:
    """Completed sessions, achieved goals in percent, average rating and reputation score from 0 to 5."""

    total_sessions: int = 0
    success_rate: float = 0.0
    average_rating: float = 0.0
    reputation_score: float = 0.0


@frozen(kw_only=True)
class Companion:
    """A companion profile. `base_rate` and `expert_premium` are for one hour."""

    id: CompanionId
    user_id: UserId
    type: CompanionTier = CompanionTier.STANDARD
    status: CompanionStatus = CompanionStatus.PENDING_REVIEW
    suspended_from: CompanionStatus | None = None
    """The status before the suspension; None when not suspended, or by a release that did not keep it."""
    bio: str | None = None
    base_rate: Money
    expert_premium: Money = ZERO
    expertise_tags: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()
    identity_verified: bool = False
    stripe_account_id: str | None = None
    payouts_enabled: bool = False
    charges_enabled: bool = False
    max_concurrent: int = 1
    drift_enforcement: CompanionMode = CompanionMode.MODERATE
    is_online: bool = False
    last_active_at: datetime | None = None
    stats: ReputationStats = ReputationStats()
    created_at: datetime
    updated_at: datetime

    @property
    def hourly_rate(self) -> Money:
        """Returns the price of one hour."""
        return self.base_rate + self.expert_premium

    @property
    def is_approved(self) -> bool:
        return self.status is CompanionStatus.APPROVED

    def knows(self, tag: str) -> bool:
        """Returns whether the companion has the tag; false when the tag folds to nothing."""
        return bool(fold(tag)) and fold(tag) in map(fold, self.expertise_tags)

    def approved(self, now: datetime) -> Change["Companion"]:
        """Returns the approved companion. Raises: NotPending."""
        if not TRANSITIONS.can(CompanionAction.APPROVE, self.status, CompanionActor.ADMIN):
            raise NotPending
        return Change(
            evolve(
                self,
                status=TRANSITIONS.next(CompanionAction.APPROVE, self.status, CompanionActor.ADMIN),
                updated_at=now,
            ),
            (CompanionApproved(self.id, self.user_id),),
        )

    def suspended(self, actor: CompanionActor, *, request_id: UUID, now: datetime) -> Change["Companion"]:
        """Returns the suspended companion, which is offline. Raises: IllegalTransition (when suspended already)."""
        status = TRANSITIONS.next(CompanionAction.SUSPEND, self.status, actor)
        return Change(
            evolve(self, status=status, suspended_from=self.status, is_online=False, updated_at=now),
            (CompanionSuspended(self.id, self.user_id, request_id),),
        )

    def reactivated(self, *, request_id: UUID, now: datetime) -> Change["Companion"]:
        """Returns the companion in the status before its suspension, offline still.

        Raises: IllegalTransition (unless suspended).
        """
        status = TRANSITIONS.next(end_of_suspension(self.suspended_from), self.status, CompanionActor.ADMIN)
        return Change(
            evolve(self, status=status, suspended_from=None, updated_at=now),
            (CompanionReactivated(self.id, self.user_id, request_id),),
        )

    def erased(self, now: datetime) -> "Companion":
        """Returns the profile without the words of the person; the id and the figures stay in the history of others."""
        return evolve(
            self,
            bio=None,
            expertise_tags=(),
            certifications=(),
            is_online=False,
            last_active_at=None,
            updated_at=now,
        )


@frozen(kw_only=True)
class Favourite:
    """The mark of a user on a companion whom they want to find again."""

    id: FavouriteId
    user_id: UserId
    companion_id: CompanionId
    created_at: datetime


@frozen(kw_only=True)
class CompanionApplication(ValidatedInput):
    """The fields of a profile that a user fills in to become a companion. Raises: ValidationFailed."""

    bio: Annotated[str | None, BIO] = None
    base_rate: Annotated[Money, BASE_RATE]
    expertise_tags: Annotated[tuple[str, ...], TAGS] = ()
    drift_enforcement: CompanionMode = CompanionMode.MODERATE


@frozen(kw_only=True)
class ProfileChanges(ValidatedInput):
    """New values of the fields that the owner of a profile may change; None clears the bio."""

    bio: Annotated[str | Unchanged | None, BIO] = UNCHANGED
    base_rate: Annotated[Money | Unchanged, BASE_RATE] = UNCHANGED
    expertise_tags: Annotated[tuple[str, ...] | Unchanged, TAGS] = UNCHANGED
    drift_enforcement: CompanionMode | Unchanged = UNCHANGED
    max_concurrent: Annotated[int | Unchanged, CONCURRENT] = UNCHANGED
