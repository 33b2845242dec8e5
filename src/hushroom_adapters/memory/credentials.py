"""The credentials of users in memory."""

from attrs import frozen

from hushroom_adapters.memory.tables import Tables
from hushroom_domain.identity.model import PasswordCredential
from hushroom_domain.shared.ids import UserId


@frozen
class MemoryPasswordCredentials:
    """Implements `PasswordCredentials`."""

    tables: Tables

    async def get(self, user_id: UserId) -> PasswordCredential | None:
        return self.tables.password_credentials.get(user_id)

    async def put(self, credential: PasswordCredential) -> None:
        self.tables.password_credentials.put(credential.user_id, credential)

    async def remove(self, user_id: UserId) -> None:
        if self.tables.password_credentials.get(user_id) is not None:
            self.tables.password_credentials.remove(user_id)
