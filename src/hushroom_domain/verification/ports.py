"""The ports of the verification of identities."""

from typing import Protocol

from hushroom_domain.companions.ports import Companions
from hushroom_domain.identity.model import VerificationReport
from hushroom_domain.identity.ports import IdentityVerifications, Users
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.quotas import QuotaUsage


class IdentityVerifier(Protocol):
    """Verifies documents. The data of a document stay with the provider.

    Raises: ProviderUnavailable, RequestRefused, by each call.
    """

    async def open(self, user_id: UserId, attempt: int) -> VerificationReport:
        """Opens a session; the same attempt of the same user is the same session, also when its answer was lost."""
        ...

    async def look(self, session_id: str) -> VerificationReport:
        """Returns the present state of a session; ENDED when the provider does not know it."""
        ...

    async def redact(self, session_id: str) -> None:
        """Ends a session and has its data deleted; does nothing when the provider does not know it."""
        ...


class VerificationWork(Protocol):
    """The part of a transaction that the verification of identities uses."""

    @property
    def users(self) -> Users: ...
    @property
    def identity_verifications(self) -> IdentityVerifications: ...
    @property
    def companions(self) -> Companions: ...
    @property
    def quotas(self) -> QuotaUsage: ...
