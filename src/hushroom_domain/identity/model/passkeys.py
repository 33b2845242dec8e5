"""Passkeys: credentials whose secret never leaves the devices of their owner, and the challenges that they sign."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from attrs import evolve, field, frozen

from hushroom_domain.identity.policy import CEREMONY_DATA, CREDENTIAL_ID, PASSKEY_ANSWERED_WITHIN
from hushroom_domain.identity.rules.sign_counts import has_gone_back
from hushroom_domain.shared.ids import PasskeyId, UserId
from hushroom_domain.shared.inputs import Named, ValidatedInput


@frozen(kw_only=True)
class Passkey:
    """A passkey of a user, who may have several. Ids and keys of authenticators are base64url.

    `is_synced` is True for a passkey that its owner may have on several devices. `sign_count` is the highest that the
    authenticator has reported; 0 means that it does not count.
    """

    id: PasskeyId
    user_id: UserId
    name: str
    credential_id: str = field(repr=False)
    public_key: str = field(repr=False)
    sign_count: int
    is_synced: bool
    created_at: datetime
    last_used_at: datetime | None = None

    def named(self, name: str) -> "Passkey":
        return evolve(self, name=name)

    def used(self, sign_count: int, now: datetime) -> "Passkey":
        """Returns the passkey after a sign-in; the highest count stays, so that each use of a copy is noticed."""
        return evolve(self, sign_count=max(self.sign_count, sign_count), last_used_at=now)

    def is_doubted(self, sign_count: int) -> bool:
        """Returns whether a report of `sign_count` says that the passkey may have been copied."""
        return has_gone_back(self.sign_count, sign_count)


class CeremonyPurpose(StrEnum):
    """The purpose of a challenge."""

    REGISTER = "REGISTER"
    SIGN_IN = "SIGN_IN"


@frozen(kw_only=True)
class PasskeyChallenge:
    """A challenge that works once, before it expires; only its digest is kept.

    `user_id` is the person who registers a passkey; it is None at a sign-in, where the passkey says who signs in.
    """

    digest: str
    purpose: CeremonyPurpose
    user_id: UserId | None
    expires_at: datetime

    @classmethod
    def issued(
        cls, *, digest: str, purpose: CeremonyPurpose, now: datetime, user_id: UserId | None = None
    ) -> "PasskeyChallenge":
        """Builds a challenge that works for five minutes."""
        return cls(digest=digest, purpose=purpose, user_id=user_id, expires_at=now + PASSKEY_ANSWERED_WITHIN)

    def works(self, purpose: CeremonyPurpose, user_id: UserId | None, now: datetime) -> bool:
        """Returns whether the challenge was issued for this purpose and person, and has not expired."""
        return self.purpose is purpose and self.user_id == user_id and now < self.expires_at


@frozen(kw_only=True)
class RelyingParty:
    """This platform as authenticators know it: the domain of its passkeys, and the origins of pages that use them."""

    id: str
    name: str
    origins: tuple[str, ...]


@frozen(kw_only=True)
class RegistrationOptions:
    """The parameters with which a browser registers a passkey; `known` are the credential ids that the person has."""

    relying_party: RelyingParty
    challenge: str = field(repr=False)
    user_id: UserId
    user_name: str
    display_name: str
    known: tuple[str, ...]


@frozen(kw_only=True)
class AssertionOptions:
    """The parameters with which a browser asks for a passkey; without `allowed` its owner chooses any."""

    relying_party: RelyingParty
    challenge: str = field(repr=False)
    allowed: tuple[str, ...] = ()


@frozen(kw_only=True)
class Attestation(ValidatedInput):
    """The answer of an authenticator that has made a passkey, in base64url."""

    client_data: Annotated[str, CEREMONY_DATA, Named("credential.response.clientDataJSON")] = field(repr=False)
    attestation_object: Annotated[str, CEREMONY_DATA, Named("credential.response.attestationObject")] = field(
        repr=False
    )


@frozen(kw_only=True)
class Assertion(ValidatedInput):
    """The answer of an authenticator that has signed a challenge, in base64url.

    `user_handle` is the id of the person for whom the passkey was made, as the authenticator has stored it.
    """

    credential_id: Annotated[str, CREDENTIAL_ID, Named("credential.id")] = field(repr=False)
    client_data: Annotated[str, CEREMONY_DATA, Named("credential.response.clientDataJSON")] = field(repr=False)
    authenticator_data: Annotated[str, CEREMONY_DATA, Named("credential.response.authenticatorData")] = field(
        repr=False
    )
    signature: Annotated[str, CEREMONY_DATA, Named("credential.response.signature")] = field(repr=False)
    user_handle: Annotated[str | None, CREDENTIAL_ID, Named("credential.response.userHandle")] = field(
        default=None, repr=False
    )


@frozen(kw_only=True)
class ProvedPasskey:
    """A new passkey, whose authenticator has verified its owner."""

    credential_id: str = field(repr=False)
    public_key: str = field(repr=False)
    sign_count: int
    is_synced: bool


@frozen(kw_only=True)
class ProvedAssertion:
    """A signature that a passkey has made after the authenticator verified its owner.

    `owner` is the person for whom the authenticator made the passkey; None if it does not say.
    """

    sign_count: int
    owner: UserId | None
