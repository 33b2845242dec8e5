"""Companions for administrators, and companions nested in other responses."""

from typing import Annotated, Generic, TypeVar

from hushroom_domain.companions.model import Companion, CompanionMode, CompanionTier
from hushroom_domain.companions.queries import CompanionCard, OwnProfile
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.queries import Contact
from hushroom_domain.shared.ids import UserId
from hushroom_http.api_v1.companions.responses import (
    CompanionUserAnswer,
    SkillAnswer,
    companion_user_answer,
    skill_answers,
)
from hushroom_http.api_v1.formatting import at, decimal
from hushroom_http.api_v1.identity.person_responses import ContactAnswer, PersonAnswer, contact_answer, person_answer
from hushroom_http.api_v1.response_shape import Answer, Decimal, Id, Time, member_of

U = TypeVar("U")


class ReviewedAnswer(Answer):
    """A companion profile after an administrator's decision; API v1 writes its rates and scores as strings."""

    id: Id
    type: Annotated[str, member_of(CompanionTier)]
    bio: str | None
    expertise_tags: list[str]
    total_sessions: int
    drift_enforcement: Annotated[str, member_of(CompanionMode)]
    is_online: bool
    base_rate: Decimal
    expert_premium: Decimal | None
    success_rate: Decimal
    average_rating: Decimal
    reputation_score: Decimal
    user_id: Id
    status: Annotated[str, member_of(CompanionStatus)]
    certifications: list[str]
    identity_verified: bool
    stripe_connect_account_id: str | None
    payouts_enabled: bool
    charges_enabled: bool
    max_concurrent: int
    last_active_at: Time | None
    created_at: Time
    updated_at: Time


class CompanionWithUser(ReviewedAnswer, Generic[U]):
    """A companion with its user; only the companion itself sees its account at the payment provider."""

    display_name: str | None
    avatar_url: str | None
    languages: list[SkillAnswer]
    user: U


PartnerAnswer = CompanionWithUser[PersonAnswer]
"""The companion nested in another answer."""
KnownPartnerAnswer = CompanionWithUser[ContactAnswer]
"""The companion nested in an answer for administrators."""
ApplicationAnswer = CompanionWithUser[CompanionUserAnswer]
"""An application that waits for review."""


def reviewed_answer(companion: Companion) -> ReviewedAnswer:
    stats = companion.stats
    return ReviewedAnswer(
        id=companion.id,
        type=companion.type,
        bio=companion.bio,
        expertise_tags=list(companion.expertise_tags),
        total_sessions=stats.total_sessions,
        drift_enforcement=companion.drift_enforcement,
        is_online=companion.is_online,
        base_rate=str(companion.base_rate),
        expert_premium=str(companion.expert_premium) if companion.expert_premium else None,
        success_rate=decimal(stats.success_rate),
        average_rating=decimal(stats.average_rating),
        reputation_score=decimal(stats.reputation_score),
        user_id=companion.user_id,
        status=companion.status,
        certifications=list(companion.certifications),
        identity_verified=companion.identity_verified,
        stripe_connect_account_id=None,
        payouts_enabled=companion.payouts_enabled,
        charges_enabled=companion.charges_enabled,
        max_concurrent=companion.max_concurrent,
        last_active_at=at(companion.last_active_at),
        created_at=at(companion.created_at),
        updated_at=at(companion.updated_at),
    )


def application_answer(profile: OwnProfile) -> ApplicationAnswer:
    user = profile.user
    card = CompanionCard(
        companion=profile.companion,
        display_name=user.display_name,
        avatar_url=user.avatar_url,
        languages=profile.languages,
    )
    return _with_user(card, companion_user_answer(user), None)


def partner_answer(card: CompanionCard, viewer_id: UserId) -> PartnerAnswer:
    return _with_user(card, person_answer(card.person), viewer_id)


def known_partner_answer(card: CompanionCard, user: Contact, viewer_id: UserId) -> KnownPartnerAnswer:
    return _with_user(card, contact_answer(user), viewer_id)


def _with_user(card: CompanionCard, user: U, viewer_id: UserId | None) -> CompanionWithUser[U]:
    companion, stats = card.companion, card.companion.stats
    return CompanionWithUser(
        id=companion.id,
        type=companion.type,
        bio=companion.bio,
        expertise_tags=list(companion.expertise_tags),
        total_sessions=stats.total_sessions,
        drift_enforcement=companion.drift_enforcement,
        is_online=companion.is_online,
        base_rate=str(companion.base_rate),
        expert_premium=str(companion.expert_premium) if companion.expert_premium else None,
        success_rate=decimal(stats.success_rate),
        average_rating=decimal(stats.average_rating),
        reputation_score=decimal(stats.reputation_score),
        user_id=companion.user_id,
        status=companion.status,
        certifications=list(companion.certifications),
        identity_verified=companion.identity_verified,
        stripe_connect_account_id=companion.stripe_account_id if companion.user_id == viewer_id else None,
        payouts_enabled=companion.payouts_enabled,
        charges_enabled=companion.charges_enabled,
        max_concurrent=companion.max_concurrent,
        last_active_at=at(companion.last_active_at),
        created_at=at(companion.created_at),
        updated_at=at(companion.updated_at),
        display_name=card.display_name,
        avatar_url=card.avatar_url,
        languages=skill_answers(card.languages),
        user=user,
    )
