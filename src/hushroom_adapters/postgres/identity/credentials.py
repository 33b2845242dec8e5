"""The credentials of users in PostgreSQL."""

from attrs import frozen
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.identity.mappings import PASSWORD_CREDENTIAL
from hushroom_adapters.postgres.identity.tables import PASSWORD_CREDENTIALS, USERS
from hushroom_domain.identity.model import PasswordCredential
from hushroom_domain.shared.ids import UserId

_p = PASSWORD_CREDENTIALS.c
_OF_USER = select(*PASSWORD_CREDENTIAL.columns).where(_p.user_id == bindparam("user_id"))
_NEW = insert(PASSWORD_CREDENTIALS).values({column.name: bindparam(column.name) for column in _p})
_PUT = _NEW.on_conflict_do_update(
    index_elements=[_p.user_id],
    set_={"password_hash": _NEW.excluded.password_hash, "changed_at": _NEW.excluded.changed_at},
)
_REMOVE = delete(PASSWORD_CREDENTIALS).where(_p.user_id == bindparam("user_id"))
# No trigger does it: those of the former column copy the password that is set, and not its removal.
FORGET_FORMER = update(USERS).where(USERS.c.id == bindparam("user_id")).values(password_hash="")


@frozen
class PostgresPasswordCredentials:
    """Implements `PasswordCredentials`."""

    transaction: Transaction

    async def get(self, user_id: UserId) -> PasswordCredential | None:
        return await self.transaction.one(PASSWORD_CREDENTIAL, _OF_USER, user_id=user_id)

    async def put(self, credential: PasswordCredential) -> None:
        await self.transaction.run(_PUT, **PASSWORD_CREDENTIAL.dump(credential))

    async def remove(self, user_id: UserId) -> None:
        await self.transaction.run(_REMOVE, user_id=user_id)
        await self.transaction.run(FORGET_FORMER, user_id=user_id)
