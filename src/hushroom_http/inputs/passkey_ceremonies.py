"""The objects that browsers exchange with this platform about passkeys, as WebAuthn (level 3, 5.1) writes them in JSON.

They are the parameters and the results of `navigator.credentials.create` and `navigator.credentials.get`.
"""

import base64
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

from hushroom_domain.identity.model import Assertion, AssertionOptions, Attestation, RegistrationOptions
from hushroom_domain.identity.policy import CEREMONY_DATA, CREDENTIAL_ID, PASSKEY_ALGORITHMS, PASSKEY_ANSWERED_WITHIN
from hushroom_http.inputs.field_types import checked, limits
from hushroom_http.inputs.request_bodies import OpenBody, Refine

PUBLIC_KEY = "public-key"
REQUIRED = "required"
TIMEOUT_MS = int(PASSKEY_ANSWERED_WITHIN.total_seconds() * 1_000)
CredentialId = Annotated[str, limits(CREDENTIAL_ID, "Zt5xQ1rDk0mJv7aRw"), Refine(checked(CREDENTIAL_ID))]
CeremonyData = Annotated[str, limits(CEREMONY_DATA, "eyJ0eXBlIjoid2ViYXV0aG4ifQ"), Refine(checked(CEREMONY_DATA))]
Challenge = Annotated[str, Meta(examples=["r4VqX0bTn2c6yK8E"])]


class AttestationResponse(OpenBody):
    client_data: CeremonyData = field(name="clientDataJSON")
    attestation_object: CeremonyData


class AttestationCredential(OpenBody):
    """A new passkey: `credential.toJSON()` in a browser. Further fields are ignored."""

    response: AttestationResponse

    def attestation(self) -> Attestation:
        """Returns the answer as use cases take it."""
        response = self.response
        return Attestation(client_data=response.client_data, attestation_object=response.attestation_object)


class AssertionResponse(OpenBody):
    client_data: CeremonyData = field(name="clientDataJSON")
    authenticator_data: CeremonyData
    signature: CeremonyData
    user_handle: CredentialId | None = None


class AssertionCredential(OpenBody):
    """A signature by a passkey: `credential.toJSON()` in a browser. Further fields are ignored."""

    id: CredentialId
    response: AssertionResponse

    def assertion(self) -> Assertion:
        """Returns the answer as use cases take it."""
        response = self.response
        return Assertion(
            credential_id=self.id,
            client_data=response.client_data,
            authenticator_data=response.authenticator_data,
            signature=response.signature,
            user_handle=response.user_handle,
        )


class Ceremony(Struct, rename="camel", kw_only=True):
    """The parent of the objects for browsers."""


class RelyingPartyEntity(Ceremony):
    id: str
    name: str


class UserEntity(Ceremony):
    id: str
    name: str
    display_name: str


class KeyParameters(Ceremony):
    type: str
    alg: int


class CredentialDescriptor(Ceremony):
    type: str
    id: str


class AuthenticatorSelection(Ceremony):
    resident_key: str
    require_resident_key: bool
    user_verification: str


class CreationOptions(Ceremony):
    """The parameters of `navigator.credentials.create`."""

    rp: RelyingPartyEntity
    user: UserEntity
    challenge: Challenge
    pub_key_cred_params: list[KeyParameters]
    exclude_credentials: list[CredentialDescriptor]
    authenticator_selection: AuthenticatorSelection
    timeout: int
    attestation: str


class RequestOptions(Ceremony):
    """The parameters of `navigator.credentials.get`; without `allowCredentials` a person chooses any passkey."""

    challenge: Challenge
    rp_id: str
    timeout: int
    user_verification: str
    allow_credentials: list[CredentialDescriptor] | UnsetType = UNSET


def creation_options(options: RegistrationOptions) -> CreationOptions:
    """Returns the parameters with which a browser registers a passkey."""
    site = options.relying_party
    handle = base64.urlsafe_b64encode(options.user_id.bytes).rstrip(b"=").decode("ascii")
    return CreationOptions(
        rp=RelyingPartyEntity(id=site.id, name=site.name),
        user=UserEntity(id=handle, name=options.user_name, display_name=options.display_name),
        challenge=options.challenge,
        pub_key_cred_params=[KeyParameters(type=PUBLIC_KEY, alg=number) for number in PASSKEY_ALGORITHMS],
        exclude_credentials=_descriptors(options.known),
        authenticator_selection=AuthenticatorSelection(
            resident_key=REQUIRED, require_resident_key=True, user_verification=REQUIRED
        ),
        timeout=TIMEOUT_MS,
        attestation="none",
    )


def request_options(options: AssertionOptions) -> RequestOptions:
    """Returns the parameters with which a browser asks for a passkey."""
    return RequestOptions(
        challenge=options.challenge,
        rp_id=options.relying_party.id,
        timeout=TIMEOUT_MS,
        user_verification=REQUIRED,
        allow_credentials=_descriptors(options.allowed) if options.allowed else UNSET,
    )


def _descriptors(ids: tuple[str, ...]) -> list[CredentialDescriptor]:
    return [CredentialDescriptor(type=PUBLIC_KEY, id=one) for one in ids]
