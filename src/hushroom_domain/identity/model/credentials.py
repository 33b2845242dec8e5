"""Credentials: the facts by which a person proves to be the owner of an account.

Each kind of credential is a class, a repository and a table of its own, because each has its own secrets and its own
number per user. A `User` holds none of them.
"""

from datetime import datetime

from attrs import evolve, field, frozen

from hushroom_domain.identity.model.providers import ProviderId
from hushroom_domain.shared.ids import IdentityId, UserId


@frozen(kw_only=True)
class PasswordCredential:
    """The password of a user, as a hash; a user has at most one."""

    user_id: UserId
    password_hash: str = field(repr=False)
    changed_at: datetime

    def is_same_password(self, other: "PasswordCredential | None") -> bool:
        """Returns whether `other` is the same password; its hash differs after it was hashed again at another cost."""
        return other is not None and (other.user_id, other.changed_at) == (self.user_id, self.changed_at)


@frozen(kw_only=True)
class LinkedIdentity:
    """An identity at a provider by which a user signs in; a user may have several, and an identity has one user.

    `subject` is the provider's name of the person and never changes; `email` is the address that the provider named
    when the identity was linked, by which its owner recognizes it.
    """

    id: IdentityId
    user_id: UserId
    provider: ProviderId
    subject: str = field(repr=False)
    email: str | None = None
    created_at: datetime
    last_used_at: datetime

    def used(self, now: datetime) -> "LinkedIdentity":
        """Returns the identity after a sign-in by it."""
        return evolve(self, last_used_at=now)


@frozen(kw_only=True)
class TotpCredential:
    """The secret that an authenticator app shares with the platform (RFC 6238), sealed; a user has at most one.

    It is a second factor from the moment at which a code of it has confirmed the enrolment. `last_step` is the time
    step of the last code that was taken, the one of the confirmation included: no code counts that is not younger.
    """

    user_id: UserId
    sealed_secret: str = field(repr=False)
    last_step: int | None = None
    confirmed_at: datetime | None = None
    created_at: datetime

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    def takes(self, step: int | None) -> bool:
        """Returns whether a code of this time step counts; None is that of a wrong code."""
        return step is not None and (self.last_step is None or step > self.last_step)

    def used(self, step: int, sealed_secret: str) -> "TotpCredential":
        """Returns the credential after the use of a code, with the same secret, sealed anew."""
        return evolve(self, last_step=step, sealed_secret=sealed_secret)

    def confirmed(self, step: int, now: datetime) -> "TotpCredential":
        """Returns the credential as a second factor, after the use of its first code."""
        return evolve(self, last_step=step, confirmed_at=now)


@frozen(kw_only=True)
class RecoveryCode:
    """A code that replaces a second factor once.

    It has 80 random bits, so that its digest without a salt can stand in a table: nobody tries all of them.
    """

    user_id: UserId
    digest: str = field(repr=False)
    created_at: datetime
    used_at: datetime | None = None
