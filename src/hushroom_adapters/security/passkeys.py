"""Checks what authenticators answer (WebAuthn, level 3) by py_webauthn, in a thread of its own."""

import base64
import json
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from attrs import field, frozen

from hushroom_adapters.threads.fair_pool import FairPool, PoolBusy
from hushroom_domain.identity.errors import PasskeyRefused, PasskeysBusy, WrongPasskey
from hushroom_domain.identity.model import Assertion, Attestation, ProvedAssertion, ProvedPasskey, RelyingParty
from hushroom_domain.identity.policy import PASSKEY_ALGORITHMS
from hushroom_domain.shared.errors import DomainError
from hushroom_domain.shared.ids import UserId

Answer = TypeVar("Answer")

NOBODYS_KEY = "pQECAyYgASFYIGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWIlggT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"
"""The key to compare with for an unknown passkey, the base point of P-256: its check takes as long as any other."""
MALFORMED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""The errors of parsers and of the library at data that no authenticator makes, beside the library's own."""


@frozen(eq=False)
class WebAuthnVerifier:
    """Implements `PasskeyVerifier`: one check at a time, and 64 more wait by turns of their client addresses."""

    relying_party: RelyingParty
    _pool: FairPool = field(factory=lambda: FairPool(threads=1, queue=64, name="passkeys"))

    def challenge_of(self, client_data: str) -> str | None:
        try:
            return _encoded(_decoded(_said(client_data)["challenge"]))
        except MALFORMED:
            return None

    async def registration(self, attestation: Attestation, challenge: str) -> ProvedPasskey:
        return await self._checked(lambda: self._registration(attestation, challenge), PasskeyRefused)

    async def assertion(self, assertion: Assertion, challenge: str, public_key: str | None) -> ProvedAssertion:
        key = public_key or NOBODYS_KEY
        proved = await self._checked(lambda: self._assertion(assertion, challenge, key), WrongPasskey)
        if public_key is None:
            raise WrongPasskey
        return proved

    def close(self) -> None:
        """Lets a running check finish and drops the waiting ones."""
        self._pool.close()

    async def _checked(self, check: Callable[[], Answer], refusal: type[DomainError]) -> Answer:
        """Returns the result of a check. Raises: `refusal` (not valid, or not readable), PasskeysBusy."""
        try:
            return await self._pool.run(lambda: _or_refused(check, refusal))
        except PoolBusy:
            raise PasskeysBusy from None

    def _registration(self, attestation: Attestation, challenge: str) -> ProvedPasskey:
        from webauthn import verify_registration_response
        from webauthn.helpers import structs
        from webauthn.helpers.cose import COSEAlgorithmIdentifier

        verified = verify_registration_response(
            # The id beside the answer is not signed; the one inside is stored.
            credential=structs.RegistrationCredential(
                id="",
                raw_id=b"",
                response=structs.AuthenticatorAttestationResponse(
                    client_data_json=_decoded(attestation.client_data),
                    attestation_object=_decoded(attestation.attestation_object),
                ),
            ),
            expected_challenge=_decoded(challenge),
            expected_rp_id=self.relying_party.id,
            expected_origin=list(self.relying_party.origins),
            require_user_verification=True,
            supported_pub_key_algs=[COSEAlgorithmIdentifier(one) for one in PASSKEY_ALGORITHMS],
        )
        _require_own_frame(attestation.client_data)
        return ProvedPasskey(
            credential_id=_encoded(verified.credential_id),
            public_key=_encoded(verified.credential_public_key),
            sign_count=verified.sign_count,
            is_synced=verified.credential_device_type is structs.CredentialDeviceType.MULTI_DEVICE,
        )

    def _assertion(self, assertion: Assertion, challenge: str, public_key: str) -> ProvedAssertion:
        from webauthn import verify_authentication_response
        from webauthn.helpers import structs

        verified = verify_authentication_response(
            credential=structs.AuthenticationCredential(
                id=assertion.credential_id,
                raw_id=_decoded(assertion.credential_id),
                response=structs.AuthenticatorAssertionResponse(
                    client_data_json=_decoded(assertion.client_data),
                    authenticator_data=_decoded(assertion.authenticator_data),
                    signature=_decoded(assertion.signature),
                ),
            ),
            expected_challenge=_decoded(challenge),
            expected_rp_id=self.relying_party.id,
            expected_origin=list(self.relying_party.origins),
            credential_public_key=_decoded(public_key),
            # The count is compared with the stored one under a lock; for the library there is none.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
        _require_own_frame(assertion.client_data)
        return ProvedAssertion(sign_count=verified.new_sign_count, owner=_owner(assertion.user_handle))


def _or_refused(check: Callable[[], Answer], refusal: type[DomainError]) -> Answer:
    from cryptography.exceptions import UnsupportedAlgorithm
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return check()
    except (WebAuthnException, UnsupportedAlgorithm, *MALFORMED) as error:
        raise refusal from error


def _require_own_frame(client_data: str) -> None:
    """Checks that the page was not inside one of another origin. Raises: ValueError."""
    if _said(client_data).get("crossOrigin", False) is not False:
        raise ValueError("the page was embedded in another one")


def _owner(handle: str | None) -> UserId | None:
    """Returns the person whom a user handle names. Raises: ValueError."""
    return None if handle is None else UserId(UUID(bytes=_decoded(handle)))


def _said(client_data: str) -> dict[str, Any]:
    said: dict[str, Any] = dict(json.loads(_decoded(client_data)))
    return said


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(f"{text}===")
