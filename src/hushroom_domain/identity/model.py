"""Users, the languages they speak, the refresh tokens of their sign-ins and the one-time tokens in emails."""

from datetime import date, datetime, timedelta
from enum import Enum, StrEnum

from attrs import evolve, frozen

from hushroom_domain.identity.policy import REFRESH_TOKEN_LIFETIME, ROTATION_GRACE
from hushroom_domain.shared.ids import FamilyId, LanguageId, TokenId, UserId


class UserRole(StrEnum):
    """What a user may do beyond their own things."""

    USER = "USER"
    COMPANION = "COMPANION"
    ADMIN = "ADMIN"


class Proficiency(StrEnum):
    """How well somebody speaks a language."""

    NATIVE = "native"
    FLUENT = "fluent"
    ADVANCED = "advanced"
    INTERMEDIATE = "intermediate"
    BEGINNER = "beginner"


@frozen(kw_only=True)
class User:
    """A person with an account. `email` is as they typed it.

    Two spellings of one address have one `address_key` and are one account. An account of versions before has none
    until it is given one, or as long as another account has it.
    """

    id: UserId
    email: str
    address_key: str | None = None
    password_hash: str
    first_name: str | None = None
    last_name: str | None = None
    display_name: str | None = None
    date_of_birth: date
    role: UserRole = UserRole.USER
    is_email_verified: bool = False
    is_age_verified: bool = False
    avatar_url: str | None = None
    preferred_language: str = "en"
    timezone: str = "UTC"
    is_active: bool = True
    deleted_at: datetime | None = None
    credentials_changed_at: datetime | None = None
    """The last change of the password; a link that was asked for before it is not mailed any more."""
    created_at: datetime
    updated_at: datetime

    @property
    def is_enabled(self) -> bool:
        """Whether this account works: neither deactivated nor deleted."""
        return self.is_active and self.deleted_at is None

    def with_role(self, role: UserRole, now: datetime) -> "User":
        """This user with another role; an administrator stays one."""
        return self if self.role is UserRole.ADMIN else evolve(self, role=role, updated_at=now)

    def with_password(self, password_hash: str, now: datetime) -> "User":
        """This user with another password; the caller ends the rights that rest on the old one."""
        return evolve(self, password_hash=password_hash, credentials_changed_at=now, updated_at=now)

    def deleted(self, now: datetime) -> "User":
        """This user after asking to be forgotten: the row stays until erasure, and nobody can sign in."""
        return evolve(self, is_active=False, deleted_at=now, updated_at=now)


@frozen(kw_only=True)
class SpokenLanguage:
    """A language (BCP 47 tag) that a user speaks."""

    id: LanguageId
    user_id: UserId
    language: str
    proficiency: Proficiency
    is_preferred: bool


@frozen
class Claimant:
    """The user that an access token names, and the sign-in that the token belongs to.

    `sign_in_id` is None for tokens of releases that did not name the sign-in.
    """

    user_id: UserId
    sign_in_id: FamilyId | None


@frozen
class Viewer:
    """Who asks: the identity that every request carries, read fresh from the database."""

    user_id: UserId
    role: UserRole

    @property
    def is_admin(self) -> bool:
        return self.role is UserRole.ADMIN


class TokenState(Enum):
    """What presenting a refresh token means at a moment."""

    GOOD = "good"
    JUST_ROTATED = "just_rotated"
    REUSED = "reused"
    DEAD = "dead"


@frozen(kw_only=True)
class RefreshToken:
    """One link in a chain of rotating tokens; only its digest is kept. A family is one signing in."""

    id: TokenId
    family_id: FamilyId
    user_id: UserId
    digest: str
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    created_at: datetime

    @classmethod
    def issued(
        cls, *, token_id: TokenId, family_id: FamilyId, user_id: UserId, digest: str, now: datetime
    ) -> "RefreshToken":
        """A fresh token, good for seven days."""
        expires_at = now + REFRESH_TOKEN_LIFETIME
        return cls(
            id=token_id,
            family_id=family_id,
            user_id=user_id,
            digest=digest,
            expires_at=expires_at,
            created_at=now,
        )

    def state(self, now: datetime) -> TokenState:
        """What presenting this token at `now` means."""
        if self.revoked_at is not None or self.expires_at <= now:
            return TokenState.DEAD
        if self.used_at is None:
            return TokenState.GOOD
        return TokenState.JUST_ROTATED if now - self.used_at <= ROTATION_GRACE else TokenState.REUSED

    def used(self, now: datetime) -> "RefreshToken":
        """This token after its one exchange."""
        return evolve(self, used_at=now)


class TokenPurpose(StrEnum):
    """The one purpose of a one-time token."""

    VERIFY_EMAIL = "VERIFY_EMAIL"
    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105 - the name of a purpose


TOKEN_LIFETIME = {TokenPurpose.VERIFY_EMAIL: timedelta(hours=24), TokenPurpose.RESET_PASSWORD: timedelta(hours=1)}

GRANTS_SIGN_IN = frozenset({TokenPurpose.RESET_PASSWORD})
"""The purposes whose tokens let their holder sign in; a change of credentials ends them."""


@frozen(kw_only=True)
class OneTimeToken:
    """A token that works once, before it expires; only its digest is kept."""

    id: TokenId
    user_id: UserId
    purpose: TokenPurpose
    digest: str
    expires_at: datetime
    used_at: datetime | None = None
    created_at: datetime

    @classmethod
    def issued(
        cls, *, token_id: TokenId, user_id: UserId, purpose: TokenPurpose, digest: str, now: datetime
    ) -> "OneTimeToken":
        """Builds a token that works for 24 hours (address) or one hour (password)."""
        return cls(
            id=token_id,
            user_id=user_id,
            purpose=purpose,
            digest=digest,
            expires_at=now + TOKEN_LIFETIME[purpose],
            created_at=now,
        )

    def works(self, now: datetime) -> bool:
        """Returns whether the token may still be used."""
        return self.used_at is None and now < self.expires_at

    def used(self, now: datetime) -> "OneTimeToken":
        """Returns this token after its one use."""
        return evolve(self, used_at=now)
