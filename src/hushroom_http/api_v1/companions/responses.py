"""Companions as everybody sees them and as they see themselves."""

from collections.abc import Iterable
from typing import Annotated, TypeVar

from hushroom_domain.availability.model import Slot
from hushroom_domain.companions.model import CompanionMode, CompanionTier
from hushroom_domain.companions.queries import CompanionCard, LanguageSkill, OwnProfile
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.model import Proficiency, User, UserRole
from hushroom_http.api_v1.availability.responses import SlotAnswer, slot_answers
from hushroom_http.api_v1.formatting import at, number, rounded
from hushroom_http.api_v1.response_shape import Answer, Id, Time, member_of

Own = TypeVar("Own", bound="OwnCompanionAnswer")


class SkillAnswer(Answer):
    language: str
    proficiency: Annotated[str, member_of(Proficiency)]


class CompanionAnswer(Answer):
    """The public profile of a companion."""

    id: Id
    type: Annotated[str, member_of(CompanionTier)]
    bio: str | None
    expertise_tags: list[str]
    total_sessions: int
    drift_enforcement: Annotated[str, member_of(CompanionMode)]
    is_online: bool
    base_rate: float
    expert_premium: float | None
    success_rate: float
    average_rating: float
    reputation_score: float
    display_name: str | None
    avatar_url: str | None
    languages: list[SkillAnswer]


class CompanionPage(Answer):
    """Where matches are many, they are not counted: `total` is about right then, and `total_is_estimate`."""

    data: list[CompanionAnswer]
    total: int
    total_is_capped: bool
    total_is_estimate: bool
    take: int
    skip: int


class CompanionUserAnswer(Answer):
    """The user of a companion profile, for the companion and for administrators."""

    id: Id
    email: str
    first_name: str | None
    last_name: str | None
    display_name: str | None
    avatar_url: str | None
    preferred_language: str
    timezone: str
    role: Annotated[str, member_of(UserRole)]
    is_email_verified: bool
    is_age_verified: bool


class OwnCompanionAnswer(CompanionAnswer):
    """A companion as it sees itself."""

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
    user: CompanionUserAnswer
    availability: list[SlotAnswer]


class PresentCompanionAnswer(OwnCompanionAnswer):
    """A companion as it sees itself after a change of its presence."""

    last_active_at: Time


def companion_answer(card: CompanionCard) -> CompanionAnswer:
    companion = card.companion
    stats = companion.stats
    return CompanionAnswer(
        id=companion.id,
        type=companion.type,
        bio=companion.bio,
        expertise_tags=list(companion.expertise_tags),
        total_sessions=stats.total_sessions,
        drift_enforcement=companion.drift_enforcement,
        is_online=companion.is_online,
        base_rate=number(companion.base_rate),
        expert_premium=number(companion.expert_premium) if companion.expert_premium else None,
        success_rate=rounded(stats.success_rate),
        average_rating=rounded(stats.average_rating),
        reputation_score=rounded(stats.reputation_score),
        display_name=card.display_name,
        avatar_url=card.avatar_url,
        languages=skill_answers(card.languages),
    )


def own_companion_answer(profile: OwnProfile, slots: Iterable[Slot]) -> OwnCompanionAnswer:
    return _own_companion(OwnCompanionAnswer, profile, slots)


def present_companion_answer(profile: OwnProfile, slots: Iterable[Slot]) -> PresentCompanionAnswer:
    answer = _own_companion(PresentCompanionAnswer, profile, slots)
    answer.last_active_at = at(profile.companion.last_active_at or profile.companion.updated_at)
    return answer


def skill_answers(skills: Iterable[LanguageSkill]) -> list[SkillAnswer]:
    return [SkillAnswer(language=skill.language, proficiency=skill.proficiency) for skill in skills]


def _own_companion(kind: type[Own], profile: OwnProfile, slots: Iterable[Slot]) -> Own:
    companion, stats, user = profile.companion, profile.companion.stats, profile.user
    return kind(
        id=companion.id,
        type=companion.type,
        bio=companion.bio,
        expertise_tags=list(companion.expertise_tags),
        total_sessions=stats.total_sessions,
        drift_enforcement=companion.drift_enforcement,
        is_online=companion.is_online,
        base_rate=number(companion.base_rate),
        expert_premium=number(companion.expert_premium) if companion.expert_premium else None,
        success_rate=rounded(stats.success_rate),
        average_rating=rounded(stats.average_rating),
        reputation_score=rounded(stats.reputation_score),
        user_id=companion.user_id,
        status=companion.status,
        certifications=list(companion.certifications),
        identity_verified=companion.identity_verified,
        stripe_connect_account_id=companion.stripe_account_id,
        payouts_enabled=companion.payouts_enabled,
        charges_enabled=companion.charges_enabled,
        max_concurrent=companion.max_concurrent,
        last_active_at=at(companion.last_active_at),
        created_at=at(companion.created_at),
        updated_at=at(companion.updated_at),
        display_name=user.display_name,
        avatar_url=user.avatar_url,
        languages=skill_answers(profile.languages),
        user=companion_user_answer(user),
        availability=slot_answers(slots),
    )


def companion_user_answer(user: User) -> CompanionUserAnswer:
    return CompanionUserAnswer(
        id=user.id,
        email=user.email,
        first_name=user.first_name,
        last_name=user.last_name,
        display_name=user.display_name,
        avatar_url=user.avatar_url,
        preferred_language=user.preferred_language,
        timezone=user.timezone,
        role=user.role,
        is_email_verified=user.is_email_verified,
        is_age_verified=user.is_age_verified,
    )
