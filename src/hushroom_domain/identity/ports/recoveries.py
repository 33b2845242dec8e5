"""The repository of recoveries."""

from typing import Protocol

from hushroom_domain.identity.model import FactorRecovery
from hushroom_domain.shared.ids import RecoveryId, UserId


class FactorRecoveries(Protocol):
    """The recoveries of accounts; one changes under the lock on its user's row. A user has at most one OPEN one."""

    async def add(self, recovery: FactorRecovery) -> None: ...

    async def get(self, recovery_id: RecoveryId) -> FactorRecovery | None: ...

    async def open_of(self, user_id: UserId) -> FactorRecovery | None:
        """Returns the recovery of the user that is OPEN, however old it is."""
        ...

    async def save(self, recovery: FactorRecovery) -> None: ...
