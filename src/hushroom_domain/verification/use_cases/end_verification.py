"""Ends the verification of a deleted account."""

from attrs import frozen

from hushroom_domain.identity.state_machine import VerificationStatus
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin
from hushroom_domain.verification.ports import IdentityVerifier, VerificationWork


@frozen
class EndVerification:
    """Has the provider end the session and delete its data, and removes the verification.

    A session whose id was not stored, because its answer was lost, is asked for by its attempt.

    Raises: ProviderUnavailable, RequestRefused.
    """

    begin: Begin[VerificationWork]
    provider: IdentityVerifier

    async def __call__(self, user_id: UserId) -> None:
        async with self.begin() as work:
            verification = await work.identity_verifications.get(user_id)
        if verification is None:
            return
        session_id = verification.session_id
        if session_id is None and verification.status is VerificationStatus.PENDING:
            session_id = (await self.provider.open(user_id, verification.attempt)).session_id
        if session_id is not None:
            await self.provider.redact(session_id)
        async with self.begin() as work:
            await work.identity_verifications.remove(user_id)
