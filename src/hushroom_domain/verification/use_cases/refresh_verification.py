"""Records the state of a verification after a notice of the provider."""

from attrs import frozen

from hushroom_domain.shared.ports import Begin
from hushroom_domain.verification.ports import VerificationWork
from hushroom_domain.verification.services.recording import VerificationReconciler


@frozen
class RefreshVerification:
    """Retrieves the session that a notice is about and records its state; a session of nobody is ignored.

    Raises: UserNotFound, ProviderUnavailable, RequestRefused.
    """

    begin: Begin[VerificationWork]
    reconciler: VerificationReconciler

    async def __call__(self, session_id: str) -> None:
        async with self.begin() as work:
            user_id = await work.identity_verifications.user_of_session(session_id)
        if user_id is not None:
            await self.reconciler.refresh(user_id, session_id)
