"""Quotas: limits of the acts of one user in a day, and of what one user has at a time."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from attrs import frozen

from hushroom_domain.shared.errors import RuleViolated
from hushroom_domain.shared.ids import UserId

LETTER_HOUR, LETTER_DAY = timedelta(hours=1), timedelta(days=1)
"""The sliding windows in which emails of one kind to one user are counted."""


class Countable(StrEnum):
    """The acts that are counted by the day."""

    SESSIONS = "sessions"
    REPORTS = "reports"
    EXPORTS = "exports"
    BLOCKS = "blocks"
    AVATARS = "avatars"
    IDENTITY_CHECKS = "identity_checks"
    IDENTITY_LINKS = "identity_links"
    PASSKEYS = "passkeys"
    EMAIL_CHANGES = "email_changes"
    FACTOR_RECOVERIES = "factor_recoveries"


@frozen(kw_only=True)
class Quotas:
    """The quotas of one user; None is no quota. A day is a calendar day in UTC."""

    open_sessions: int | None = 20
    """Sessions that wait for a match at the same time."""
    sessions: int | None = 200
    reports: int | None = 30
    exports: int | None = 3
    blocks: int | None = 100
    avatars: int | None = 30
    """Pictures that a user sends, the refused ones included."""
    identity_checks: int | None = 5
    """Sessions for the verification of an identity that are opened at the provider."""
    identity_links: int | None = 20
    """Attempts to add an identity of a provider to the own account."""
    passkeys: int | None = 30
    """Registrations of a passkey that a user begins."""
    email_changes: int | None = 5
    """Changes of the address that a user asks for."""
    email_changes_to_mailbox: int | None = 5
    """Changes to one address that all users together ask for within 24 hours."""
    factor_recoveries: int | None = 3
    """Requests to recover an account whose second factors are lost."""
    sockets: int | None = 10
    """Realtime connections at the same time, over all processes."""
    letters_an_hour: int | None = 3
    """Emails of one kind to one user."""
    letters_a_day: int | None = 10
    """Emails of one kind to one user."""


QUOTAS = Quotas()
NO_QUOTAS = Quotas(
    open_sessions=None,
    sessions=None,
    reports=None,
    exports=None,
    blocks=None,
    avatars=None,
    identity_checks=None,
    identity_links=None,
    passkeys=None,
    email_changes=None,
    email_changes_to_mailbox=None,
    factor_recoveries=None,
    sockets=None,
    letters_an_hour=None,
    letters_a_day=None,
)


class QuotaUsage(Protocol):
    """Counts the acts of users by day."""

    async def spend(self, what: Countable, user_id: UserId, limit: int, day: date) -> bool:
        """Counts one more act of the user on `day`; returns False without counting after `limit` acts.

        From this call on, transactions of one user run one after the other, and see the acts of earlier ones.
        """
        ...


class QuotaWork(Protocol):
    """The part of a transaction that a quota needs."""

    @property
    def quotas(self) -> QuotaUsage: ...


@frozen
class DailyQuota:
    """The daily quota of a use case; `refusal` is the error above it."""

    what: Countable
    limit: int | None
    refusal: type[RuleViolated]

    async def spend(self, work: QuotaWork, user_id: UserId, now: datetime) -> None:
        """Counts one more act within the caller's transaction. Raises: the error `refusal` of this quota."""
        if self.limit is not None and not await work.quotas.spend(self.what, user_id, self.limit, now.date()):
            raise self.refusal
