"""Sign-ins by a provider: an attempt and its row, the provider's answer, and the identity that the answer proves."""

from datetime import datetime
from typing import NewType

from attrs import evolve, field, frozen

from hushroom_domain.identity.policy import PROVIDER_ATTEMPT_LASTS
from hushroom_domain.shared.ids import AttemptId, UserId

ProviderId = NewType("ProviderId", str)


@frozen(kw_only=True)
class IdentityProvider:
    """A provider that is configured, as people are offered it."""

    id: ProviderId
    name: str


@frozen(kw_only=True)
class ProviderAttempt:
    """The secrets of one attempt: `state` ties the answer to it, `nonce` the ID token, `verifier` the code (PKCE)."""

    provider: ProviderId
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@frozen(kw_only=True)
class ProviderAnswer:
    """The parameters with which a browser comes back from a provider; each may be missing, or anything.

    `profile` is the JSON that Apple sends with the first sign-in of a person.
    """

    state: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    issuer: str = ""
    error: str = ""
    profile: str = field(default="", repr=False)


@frozen(kw_only=True)
class ProvedIdentity:
    """A person as a provider proves them. `subject` never changes; the address may, and may be missing."""

    provider: ProviderId
    subject: str = field(repr=False)
    email: str | None = None
    is_email_verified: bool = False
    first_name: str | None = None
    last_name: str | None = None


@frozen(kw_only=True)
class KeptAttempt:
    """The row of an attempt. All secrets of the attempt follow from one, of which the browser keeps it and we a digest.

    `user_id` is the user who adds an identity to the own account, None for a sign-in. The provider answers once. Where
    the account is to be proved, or to be made, the proved identity is kept with the row until the person has done it.
    """

    id: AttemptId
    digest: str
    provider: ProviderId
    user_id: UserId | None = None
    subject: str | None = field(default=None, repr=False)
    email: str | None = None
    is_email_verified: bool = False
    first_name: str | None = None
    last_name: str | None = None
    answered_at: datetime | None = None
    expires_at: datetime
    created_at: datetime

    @classmethod
    def begun(
        cls, *, attempt_id: AttemptId, digest: str, provider: ProviderId, user_id: UserId | None, now: datetime
    ) -> "KeptAttempt":
        """Builds the row of an attempt that begins now."""
        return cls(
            id=attempt_id,
            digest=digest,
            provider=provider,
            user_id=user_id,
            expires_at=now + PROVIDER_ATTEMPT_LASTS,
            created_at=now,
        )

    @property
    def proved(self) -> ProvedIdentity | None:
        """Returns the identity that is kept; None before it is proved."""
        if self.subject is None:
            return None
        return ProvedIdentity(
            provider=self.provider,
            subject=self.subject,
            email=self.email,
            is_email_verified=self.is_email_verified,
            first_name=self.first_name,
            last_name=self.last_name,
        )

    def awaits_answer(self, now: datetime) -> bool:
        """Returns whether the provider may still answer."""
        return self.answered_at is None and now < self.expires_at

    def awaits_person(self, now: datetime) -> bool:
        """Returns whether the person may still do what the proved identity needs."""
        return self.subject is not None and now < self.expires_at

    def answered(self, now: datetime) -> "KeptAttempt":
        """Returns the attempt after its one answer, which has the whole time to be looked at."""
        return evolve(self, answered_at=now, expires_at=now + PROVIDER_ATTEMPT_LASTS)

    def holding(self, proved: ProvedIdentity, now: datetime) -> "KeptAttempt":
        """Returns the attempt with the proved identity; the person has the whole time for the rest."""
        return evolve(
            self,
            subject=proved.subject,
            email=proved.email,
            is_email_verified=proved.is_email_verified,
            first_name=proved.first_name,
            last_name=proved.last_name,
            expires_at=now + PROVIDER_ATTEMPT_LASTS,
        )
