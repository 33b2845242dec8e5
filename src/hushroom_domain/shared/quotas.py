"""Quotas: how much one person may use in a day, or have at a time."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from attrs import frozen

from hushroom_domain.shared.errors import RuleViolated
from hushroom_domain.shared.ids import UserId

LETTER_HOUR, LETTER_DAY = timedelta(hours=1), timedelta(days=1)
"""The sliding windows in which letters of one kind to one person are counted."""


class Countable(StrEnum):
    """The acts that are counted by the day."""

    SESSIONS = "sessions"
    REPORTS = "reports"
    EXPORTS = "exports"
    BLOCKS = "blocks"


@frozen(kw_only=True)
class Quotas:
    """The limits of one person; None is no limit. A day is one of the calendar in UTC."""

    open_sessions: int | None = 20
    """Sessions that wait for a match at the same time."""
    sessions: int | None = 200
    reports: int | None = 30
    exports: int | None = 3
    blocks: int | None = 100
    sockets: int | None = 10
    """Realtime connections at the same time, over all processes."""
    letters_an_hour: int | None = 3
    """Letters of one kind to one person."""
    letters_a_day: int | None = 10
    """Letters of one kind to one person."""


QUOTAS = Quotas()
NO_QUOTAS = Quotas(
    open_sessions=None,
    sessions=None,
    reports=None,
    exports=None,
    blocks=None,
    sockets=None,
    letters_an_hour=None,
    letters_a_day=None,
)


class QuotaUsage(Protocol):
    """Counts what people used today."""

    async def spend(self, what: Countable, user_id: UserId, limit: int, day: date) -> bool:
        """Counts one more act of the user on `day`, and returns False without counting it if there were `limit`.

        Two transactions of one user take turns from here on: the later one sees what the earlier one committed.
        """
        ...


class QuotaWork(Protocol):
    """As much of one transaction as a quota takes."""

    @property
    def quotas(self) -> QuotaUsage: ...


@frozen
class DailyQuota:
    """One limit of a use case, with the refusal that says so."""

    what: Countable
    limit: int | None
    refusal: type[RuleViolated]

    async def spend(self, work: QuotaWork, user_id: UserId, now: datetime) -> None:
        """Counts one more act within the caller's transaction. Raises: the refusal of this quota."""
        if self.limit is not None and not await work.quotas.spend(self.what, user_id, self.limit, now.date()):
            raise self.refusal
