"""Counts the use of daily quotas in PostgreSQL."""

from datetime import date

from attrs import frozen
from sqlalchemy import bindparam, case, or_
from sqlalchemy.dialects.postgresql import insert

from hushroom_adapters.postgres.core.repositories import PostgresRepositories
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.quotas.tables import QUOTA_USAGE
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.quotas import Countable

_q = QUOTA_USAGE.c
_FIRST = insert(QUOTA_USAGE).values(user_id=bindparam("user_id"), what=bindparam("what"), day=bindparam("day"), used=1)
_SPEND = _FIRST.on_conflict_do_update(
    index_elements=[_q.user_id, _q.what],
    set_={"day": _FIRST.excluded.day, "used": case((_q.day == _FIRST.excluded.day, _q.used + 1), else_=1)},
    where=or_(_q.day != _FIRST.excluded.day, _q.used < bindparam("most")),
).returning(_q.used)


@frozen
class PostgresQuotaUsage:
    """Implements `QuotaUsage`: one row for each person and act, locked from the first spending on."""

    transaction: Transaction

    async def spend(self, what: Countable, user_id: UserId, limit: int, day: date) -> bool:
        values = {"user_id": user_id, "what": what.value, "day": day, "most": limit}
        return limit > 0 and await self.transaction.row(_SPEND, **values) is not None


class PostgresQuotaRepositories(PostgresRepositories):
    """The repositories of daily quotas in one transaction."""

    @property
    def quotas(self) -> PostgresQuotaUsage:
        return PostgresQuotaUsage(self.transaction)
