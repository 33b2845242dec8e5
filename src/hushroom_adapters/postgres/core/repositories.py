"""The part of a transaction that makes repositories; each feature derives its own and `features.py` joins them."""

from collections.abc import Callable
from datetime import UTC, datetime

from hushroom_adapters.postgres.core.person_keys import AuditSeals
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_domain.shared.events import Event

Routes = Callable[[Event], tuple[str, ...]]
"""Returns the names of the reactions that an event causes."""


class PostgresRepositories:
    """Makes a repository each time that it is asked for, which costs less than to keep it."""

    def __init__(
        self, transaction: Transaction, routes: Routes, now: Callable[[], datetime], seals: AuditSeals | None = None
    ) -> None:
        """Works within `transaction`; `now` dates the rows of the outbox and of the audit log, which `seals` seals."""
        self.transaction, self.routes, self.now, self.seals = transaction, routes, now, seals


def utc_now() -> datetime:
    """Returns the time of this machine."""
    return datetime.now(UTC)
