"""The part of a transaction that makes repositories; each feature derives its own and `features.py` joins them."""

from collections.abc import Callable
from datetime import UTC, datetime

from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_domain.shared.events import Event

Routes = Callable[[Event], tuple[str, ...]]
"""Returns the names of the reactions that an event causes."""


class PostgresRepositories:
    """Makes a repository each time that it is asked for, which costs less than to keep it."""

    def __init__(self, transaction: Transaction, routes: Routes, now: Callable[[], datetime]) -> None:
        """Works within `transaction`; `now` dates the rows of the outbox and of the audit log."""
        self.transaction, self.routes, self.now = transaction, routes, now


def utc_now() -> datetime:
    """Returns the time of this machine."""
    return datetime.now(UTC)
