"""Users, the languages they speak, the refresh tokens of their sign-ins and the one-time tokens in emails."""

from datetime import date, datetime, timedelta
from enum import Enum, StrEnum

from attrs import evolve, frozen

from hushroom_domain.identity.policy import REFRESH_TOKEN_LIFETIME, ROTATION_GRACE
from hushroom_domain.shared.ids import FamilyId, LanguageId, TokenId, UserId


class UserRole(StrEnum):
    """The role of a user: the rights beyond those on their own data."""

    USER = "USER"
    COMPANION = "COMPANION"
    ADMIN = "ADMIN"


class Proficiency(StrEnum):
    """The proficiency of a user in a language."""

    NATIVE = "native"
    FLUENT = "fluent"
    ADVANCED = "advanced"
    INTERMEDIATE = "intermediate"
    BEGINNER = "beginner"


@frozen(kw_only=True)
class User:
    """A person with an account. `email` keeps the spelling in which it was typed.

    All spellings of one address have the same `address_key` and belong to one account. An account of an earlier version
    has no key until the backfill writes it, or as long as another account has that key.
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
    """The time of the last change of the password; a reset link that was requested earlier is not mailed."""
    created_at: datetime
    updated_at: datetime

    @property
    def is_enabled(self) -> bool:
        """Returns whether the account is neither deactivated nor deleted."""
        return self.is_active and self.deleted_at is None

    def with_role(self, role: UserRole, now: datetime) -> "User":
        """Returns the user with another role; an administrator keeps theirs."""
        return self if self.role is UserRole.ADMIN else evolve(self, role=role, updated_at=now)

    def with_password(self, password_hash: str, now: datetime) -> "User":
        """Returns the user with another password; the caller ends the rights that the old one gave."""
        return evolve(self, password_hash=password_hash, credentials_changed_at=now, updated_at=now)

    def deleted(self, now: datetime) -> "User":
        """Returns the user as deleted: nobody can sign in, and the row stays until it is erased."""
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
    """The user on whose behalf a request is made, as the database has them at the time of the request."""

    user_id: UserId
    role: UserRole

    @property
    def is_admin(self) -> bool:
        return self.role is UserRole.ADMIN


class TokenState(Enum):
    """The state of a refresh token at a moment."""

    GOOD = "good"
    JUST_ROTATED = "just_rotated"
    REUSED = "reused"
    DEAD = "dead"


@frozen(kw_only=True)
class RefreshToken:
    """One token of a chain of rotating tokens, stored as a digest. The tokens of one sign-in are a family."""

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
        """Builds a token that is valid for seven days."""
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
        """Returns the state of the token at `now`."""
        if self.revoked_at is not None or self.expires_at <= now:
            return TokenState.DEAD
        if self.used_at is None:
            return TokenState.GOOD
        return TokenState.JUST_ROTATED if now - self.used_at <= ROTATION_GRACE else TokenState.REUSED

    def used(self, now: datetime) -> "RefreshToken":
        """Returns the token as exchanged at `now`."""
        return evolve(self, used_at=now)


class TokenPurpose(StrEnum):
    """The purpose of a one-time token."""

    VERIFY_EMAIL = "VERIFY_EMAIL"
    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105 - the name of a purpose


TOKEN_LIFETIME = {TokenPurpose.VERIFY_EMAIL: timedelta(hours=24), TokenPurpose.RESET_PASSWORD: timedelta(hours=1)}

GRANTS_SIGN_IN = frozenset({TokenPurpose.RESET_PASSWORD})
"""The purposes of the tokens that let their holder sign in; a change of credentials revokes such tokens."""


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
