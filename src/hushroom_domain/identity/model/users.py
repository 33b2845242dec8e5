"""Users, and the languages they speak."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from attrs import evolve, frozen

from hushroom_domain.identity.policy import RETURN_WITHIN
from hushroom_domain.shared.former_members import FORMER_MEMBER
from hushroom_domain.shared.ids import LanguageId, UserId

ERASED_DOMAIN = "erased.invalid"
"""A domain that no mail reaches (RFC 2606); the address of an erased account is its id at this domain."""
ERASED_BIRTHDAY = date(1900, 1, 1)
"""Stands for the date of birth of an erased account."""


class UserRole(StrEnum):
    """The role of a user: the rights beyond those on their own data."""

    USER = "USER"
    COMPANION = "COMPANION"
    ADMIN = "ADMIN"


class AccountStatus(StrEnum):
    """The states of an account at a moment."""

    ENABLED = "ENABLED"
    DEACTIVATED = "DEACTIVATED"
    """Deleted by its owner, who can still bring it back."""
    CLOSED = "CLOSED"
    """Suspended, or deleted too long ago to come back."""


class Proficiency(StrEnum):
    """The proficiency of a user in a language."""

    NATIVE = "native"
    FLUENT = "fluent"
    ADVANCED = "advanced"
    INTERMEDIATE = "intermediate"
    BEGINNER = "beginner"


@frozen(kw_only=True)
class User:
    """A person with an account, without the credentials. `email` keeps the spelling in which it was typed.

    All spellings of one address have the same `address_key` and belong to one account. An account of an earlier version
    has no key until the backfill writes it, or as long as another account has that key.
    """

    id: UserId
    email: str
    address_key: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    display_name: str | None = None
    date_of_birth: date
    role: UserRole = UserRole.USER
    is_email_verified: bool = False
    address_proved_at: datetime | None = None
    """The time of the last proof of reading the mailbox; None without one, and for proofs before it was noted."""
    is_age_verified: bool = False
    avatar_url: str | None = None
    avatar_name: str | None = None
    """The name of the avatar in our own storage, whose address `avatar_url` then is; None for an outside address.

    The avatar of a deleted account has a name and no address.
    """
    preferred_language: str = "en"
    timezone: str = "UTC"
    is_active: bool = True
    deleted_at: datetime | None = None
    credentials_changed_at: datetime | None = None
    """The time of the last change of a credential; a reset link that was requested earlier is not mailed."""
    created_at: datetime
    updated_at: datetime

    @property
    def is_enabled(self) -> bool:
        """Returns whether the account is neither deactivated nor deleted."""
        return self.is_active and self.deleted_at is None

    @property
    def is_erased(self) -> bool:
        """Returns whether the account was erased after its deletion."""
        return self.email.endswith(f"@{ERASED_DOMAIN}")

    def status(self, now: datetime) -> AccountStatus:
        """Returns the state of the account at `now`."""
        if self.is_enabled:
            return AccountStatus.ENABLED
        is_returnable = self.deleted_at is not None and now < self.deleted_at + RETURN_WITHIN and not self._is_barred
        return AccountStatus.DEACTIVATED if is_returnable else AccountStatus.CLOSED

    @property
    def _is_barred(self) -> bool:
        """Returns whether the account was closed for good after its deletion, which changes the credentials."""
        changed_at, deleted_at = self.credentials_changed_at, self.deleted_at
        return changed_at is not None and deleted_at is not None and changed_at > deleted_at

    def with_role(self, role: UserRole, now: datetime) -> "User":
        """Returns the user with another role; an administrator keeps theirs."""
        return self if self.role is UserRole.ADMIN else evolve(self, role=role, updated_at=now)

    def with_changed_credentials(self, now: datetime) -> "User":
        """Returns the user after a change of a credential; the caller ends the rights that the old one gave."""
        return evolve(self, credentials_changed_at=now, updated_at=now)

    def with_proved_address(self, now: datetime) -> "User":
        """Returns the user after somebody proved to read the mailbox."""
        return evolve(self, is_email_verified=True, address_proved_at=now, updated_at=now)

    def with_address(self, email: str, key: str | None, now: datetime) -> "User":
        """Returns the user with an address whose mailbox somebody has just proved to read.

        The caller ends the rights that belonged to the former address.
        """
        return evolve(self, email=email, address_key=key).with_changed_credentials(now).with_proved_address(now)

    def with_avatar(self, name: str, address: str, now: datetime) -> "User":
        """Returns the user with a stored avatar; the caller announces that the former one is not used any more."""
        return evolve(self, avatar_name=name, avatar_url=address, updated_at=now)

    def without_avatar(self, now: datetime) -> "User":
        """Returns the user without an avatar, stored or outside; the caller announces it as above."""
        return evolve(self, avatar_name=None, avatar_url=None, updated_at=now)

    def deleted(self, now: datetime) -> "User":
        """Returns the user as deleted: nobody can sign in, and all that the owner needs to come back is kept.

        The address of a stored avatar goes, because it is not served any more; its name stays.
        """
        address = self.avatar_url if self.avatar_name is None else None
        return evolve(self, is_active=False, deleted_at=now, avatar_url=address, updated_at=now)

    def barred(self, now: datetime) -> "User":
        """Returns a deleted user whose owner cannot bring the account back, because it was closed for good."""
        assert self.deleted_at is not None, "only a deleted account is closed for good"
        later = max(now, self.deleted_at + timedelta.resolution)
        return evolve(self, credentials_changed_at=later, updated_at=now)

    def reactivated(self, now: datetime) -> "User":
        """Returns a deleted user as the account was before the deletion; the rights that ended stay ended.

        A stored avatar gets its address back when it is served again.
        """
        assert self.status(now) is AccountStatus.DEACTIVATED, "the caller has checked the status"
        return evolve(self, is_active=True, deleted_at=None, updated_at=now)

    def erased(self, now: datetime) -> "User":
        """Returns a deleted user without all that tells who the person was; the id stays in the history of others."""
        address = f"{self.id}@{ERASED_DOMAIN}"
        return evolve(
            self.without_avatar(now),
            email=address,
            address_key=address,
            first_name=None,
            last_name=None,
            display_name=FORMER_MEMBER,
            date_of_birth=ERASED_BIRTHDAY,
            is_email_verified=False,
            is_age_verified=False,
            preferred_language="en",
            timezone="UTC",
            address_proved_at=None,
            credentials_changed_at=None,
        )


@frozen(kw_only=True)
class SpokenLanguage:
    """A language (BCP 47 tag) that a user speaks."""

    id: LanguageId
    user_id: UserId
    language: str
    proficiency: Proficiency
    is_preferred: bool
