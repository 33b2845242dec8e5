"""Companions: in public, as they see themselves, nested in other answers, and for administrators."""

from collections.abc import Iterable
from typing import Annotated, Any

from hushroom_domain.availability.model import Slot
from hushroom_domain.companions.model import Companion, CompanionMode, CompanionTier
from hushroom_domain.companions.queries import CompanionCard, LanguageSkill, OwnProfile
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.model import Proficiency, User, UserRole
from hushroom_domain.identity.queries import Contact
from hushroom_domain.shared.ids import UserId
from hushroom_http.api_v1.availability.responses import SlotAnswer, slot_answers
from hushroom_http.api_v1.formatting import at, decimal, number, rounded
from hushroom_http.api_v1.identity.person_responses import ContactAnswer, PersonAnswer, contact_answer, person_answer
from hushroom_http.api_v1.response_shape import Answer, Decimal, Id, Time, member_of


class SkillAnswer(Answer):
    language: str
    proficiency: Annotated[str, member_of(Proficiency)]


class _Companion(Answer):
    id: Id
    type: Annotated[str, member_of(CompanionTier)]
    bio: str | None
    expertise_tags: list[str]
    total_sessions: int
    drift_enforcement: Annotated[str, member_of(CompanionMode)]
    is_online: bool


class CompanionAnswer(_Companion):
    """A companion as anybody sees it."""

    base_rate: float
    expert_premium: float | None
    success_rate: float
    average_rating: float
    reputation_score: float
    display_name: str | None
    avatar_url: str | None
    languages: list[SkillAnswer]


class CompanionPage(Answer):
    data: list[CompanionAnswer]
    total: int
    total_is_capped: bool
    take: int
    skip: int


class CompanionUserAnswer(Answer):
    """The user behind a companion profile, for themselves and for administrators."""

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
    """A companion as it sees itself after it said whether it is there."""

    last_active_at: Time


class _InStrings(_Companion):
    """Where API v1 writes rates and scores as strings."""

    base_rate: Decimal
    expert_premium: Decimal | None
    success_rate: Decimal
    average_rating: Decimal
    reputation_score: Decimal


class ReviewedAnswer(_InStrings):
    """A companion profile after an administrator's decision, without its account at the payment provider."""

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


class ApplicationAnswer(ReviewedAnswer):
    """An application that waits for review."""

    display_name: str | None
    avatar_url: str | None
    languages: list[SkillAnswer]
    user: CompanionUserAnswer


class PartnerAnswer(ReviewedAnswer):
    """The companion nested in another answer; its account at the payment provider is shown to its owner only."""

    display_name: str | None
    avatar_url: str | None
    languages: list[SkillAnswer]
    user: PersonAnswer


class KnownPartnerAnswer(PartnerAnswer):
    """The companion nested in an answer for administrators."""

    user: ContactAnswer


def companion_answer(card: CompanionCard) -> CompanionAnswer:
    return CompanionAnswer(**_public(card.companion), **_numbers(card.companion), **_shown(card))


def own_companion_answer(profile: OwnProfile, slots: Iterable[Slot]) -> OwnCompanionAnswer:
    return OwnCompanionAnswer(**_own_fields(profile, slots))


def present_companion_answer(profile: OwnProfile, slots: Iterable[Slot]) -> PresentCompanionAnswer:
    companion = profile.companion
    active_at = companion.last_active_at or companion.updated_at
    return PresentCompanionAnswer(**{**_own_fields(profile, slots), "last_active_at": at(active_at)})


def application_answer(profile: OwnProfile) -> ApplicationAnswer:
    companion = profile.companion
    return ApplicationAnswer(
        **_public(companion),
        **_strings(companion),
        **_shown_of(profile.user.display_name, profile.user.avatar_url, profile.languages),
        **_owned(companion, None),
        user=_user(profile.user),
    )


def reviewed_answer(companion: Companion) -> ReviewedAnswer:
    return ReviewedAnswer(**_public(companion), **_strings(companion), **_owned(companion, None))


def partner_answer(card: CompanionCard, viewer_id: UserId) -> PartnerAnswer:
    return PartnerAnswer(**_nested(card, viewer_id), user=person_answer(card.person))


def known_partner_answer(card: CompanionCard, user: Contact, viewer_id: UserId) -> KnownPartnerAnswer:
    return KnownPartnerAnswer(**_nested(card, viewer_id), user=contact_answer(user))


def skill_answers(skills: Iterable[LanguageSkill]) -> list[SkillAnswer]:
    return [SkillAnswer(language=skill.language, proficiency=skill.proficiency) for skill in skills]


def _public(companion: Companion) -> dict[str, Any]:
    return {
        "id": companion.id,
        "type": companion.type,
        "bio": companion.bio,
        "expertise_tags": list(companion.expertise_tags),
        "total_sessions": companion.stats.total_sessions,
        "drift_enforcement": companion.drift_enforcement,
        "is_online": companion.is_online,
    }


def _numbers(companion: Companion) -> dict[str, Any]:
    return {
        "base_rate": number(companion.base_rate),
        "expert_premium": number(companion.expert_premium) if companion.expert_premium else None,
        "success_rate": rounded(companion.stats.success_rate),
        "average_rating": rounded(companion.stats.average_rating),
        "reputation_score": rounded(companion.stats.reputation_score),
    }


def _strings(companion: Companion) -> dict[str, Any]:
    return {
        "base_rate": str(companion.base_rate),
        "expert_premium": str(companion.expert_premium) if companion.expert_premium else None,
        "success_rate": decimal(companion.stats.success_rate),
        "average_rating": decimal(companion.stats.average_rating),
        "reputation_score": decimal(companion.stats.reputation_score),
    }


def _shown(card: CompanionCard) -> dict[str, Any]:
    return _shown_of(card.display_name, card.avatar_url, card.languages)


def _shown_of(display_name: str | None, avatar_url: str | None, skills: Iterable[LanguageSkill]) -> dict[str, Any]:
    return {"display_name": display_name, "avatar_url": avatar_url, "languages": skill_answers(skills)}


def _own_fields(profile: OwnProfile, slots: Iterable[Slot]) -> dict[str, Any]:
    companion = profile.companion
    return {
        **_public(companion),
        **_numbers(companion),
        **_shown_of(profile.user.display_name, profile.user.avatar_url, profile.languages),
        **_owned(companion, companion.user_id),
        "user": _user(profile.user),
        "availability": slot_answers(slots),
    }


def _nested(card: CompanionCard, viewer_id: UserId) -> dict[str, Any]:
    companion = card.companion
    return {**_public(companion), **_strings(companion), **_owned(companion, viewer_id), **_shown(card)}


def _owned(companion: Companion, viewer_id: UserId | None) -> dict[str, Any]:
    is_owner = companion.user_id == viewer_id
    return {
        "user_id": companion.user_id,
        "status": companion.status,
        "certifications": list(companion.certifications),
        "identity_verified": companion.identity_verified,
        "stripe_connect_account_id": companion.stripe_account_id if is_owner else None,
        "payouts_enabled": companion.payouts_enabled,
        "charges_enabled": companion.charges_enabled,
        "max_concurrent": companion.max_concurrent,
        "last_active_at": at(companion.last_active_at),
        "created_at": at(companion.created_at),
        "updated_at": at(companion.updated_at),
    }


def _user(user: User) -> CompanionUserAnswer:
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
