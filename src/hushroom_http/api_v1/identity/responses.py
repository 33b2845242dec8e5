"""Users and their languages."""

from typing import Annotated, TypedDict
from uuid import UUID

from hushroom_domain.identity.model import FactorKind, Proficiency, SpokenLanguage, User, UserRole
from hushroom_domain.identity.queries import UserProfile
from hushroom_domain.identity.services.sign_in_gate import FactorDemand, SecondFactorRequired
from hushroom_domain.identity.services.token_issuer import BegunSignIn
from hushroom_domain.identity.state_machine import VerificationStatus
from hushroom_http.api_v1.formatting import at, midnight
from hushroom_http.api_v1.response_shape import Answer, Id, Time, member_of


class UserAnswer(Answer):
    """A user's own account, without secrets."""

    id: Id
    email: str
    first_name: str | None
    last_name: str | None
    display_name: str | None
    date_of_birth: Time
    role: Annotated[str, member_of(UserRole)]
    is_email_verified: bool
    is_age_verified: bool
    avatar_url: str | None
    preferred_language: str
    timezone: str
    is_active: bool
    deleted_at: Time | None
    created_at: Time
    updated_at: Time


class LanguageAnswer(Answer):
    id: Id
    user_id: Id
    language: str
    proficiency: Annotated[str, member_of(Proficiency)]
    is_preferred: bool


class ProfileAnswer(UserAnswer):
    """A user with their languages."""

    language_preferences: list[LanguageAnswer]


class SignedInAnswer(Answer):
    """A user, the tokens of the sign-in, and the token of the device for the next one."""

    user: UserAnswer
    access_token: str
    refresh_token: str
    device_token: str


class SecondFactorAnswer(Answer):
    """The password is right, and the account asks for one more proof: `POST /auth/second-factor` takes it.

    The challenge works for five minutes and five attempts.
    """

    second_factor_required: bool
    challenge: str
    methods: list[Annotated[str, member_of(FactorKind)]]


class EnrolmentAnswer(Answer):
    """The password is right, and the account has to have a second factor: `POST /auth/second-factor/enrol` begins it.

    The challenge works for five minutes and five attempts, and for that alone.
    """

    second_factor_enrolment_required: bool
    challenge: str


SignInAnswer = SignedInAnswer | SecondFactorAnswer | EnrolmentAnswer
"""The answers to a right password."""


class TokensAnswer(Answer):
    access_token: str
    refresh_token: str


class VerificationAnswer(Answer):
    """The state of a verification, and where it goes on."""

    url: str | None
    status: Annotated[str, member_of(VerificationStatus)]


class _UserFields(TypedDict):
    """The fields of `UserAnswer`, for the answers that have them and more."""

    id: UUID
    email: str
    first_name: str | None
    last_name: str | None
    display_name: str | None
    date_of_birth: str
    role: str
    is_email_verified: bool
    is_age_verified: bool
    avatar_url: str | None
    preferred_language: str
    timezone: str
    is_active: bool
    deleted_at: str | None
    created_at: str
    updated_at: str


def user_answer(user: User) -> UserAnswer:
    return UserAnswer(**_fields(user))


def profile_answer(profile: UserProfile) -> ProfileAnswer:
    return ProfileAnswer(
        **_fields(profile.user), language_preferences=[language_answer(spoken) for spoken in profile.languages]
    )


def signed_in_answer(signed_in: BegunSignIn) -> SignedInAnswer:
    return SignedInAnswer(
        user=user_answer(signed_in.user),
        access_token=signed_in.access_token,
        refresh_token=signed_in.refresh_token,
        device_token=signed_in.device_token,
    )


def sign_in_answer(answer: BegunSignIn | FactorDemand) -> SignInAnswer:
    match answer:
        case BegunSignIn():
            return signed_in_answer(answer)
        case SecondFactorRequired():
            return SecondFactorAnswer(
                second_factor_required=True, challenge=answer.challenge, methods=[one.value for one in answer.methods]
            )
        case FactorDemand():
            return EnrolmentAnswer(second_factor_enrolment_required=True, challenge=answer.challenge)


def language_answer(spoken: SpokenLanguage) -> LanguageAnswer:
    return LanguageAnswer(
        id=spoken.id,
        user_id=spoken.user_id,
        language=spoken.language,
        proficiency=spoken.proficiency,
        is_preferred=spoken.is_preferred,
    )


def _fields(user: User) -> _UserFields:
    return {
        "id": user.id,
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "display_name": user.display_name,
        "date_of_birth": midnight(user.date_of_birth),
        "role": user.role,
        "is_email_verified": user.is_email_verified,
        "is_age_verified": user.is_age_verified,
        "avatar_url": user.avatar_url,
        "preferred_language": user.preferred_language,
        "timezone": user.timezone,
        "is_active": user.is_active,
        "deleted_at": at(user.deleted_at),
        "created_at": at(user.created_at),
        "updated_at": at(user.updated_at),
    }
