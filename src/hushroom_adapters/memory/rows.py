"""Rows that only a store has: what it remembers of events, notices and letters besides the domain's values."""

from datetime import datetime

from attrs import evolve, frozen

from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.payments.ports import Notice
from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import UserId


@frozen(kw_only=True)
class OutboxRow:
    """One reaction that one event shall cause, once `due` has come."""

    id: int
    event: Event
    reaction: str
    due: datetime
    attempts: int = 0
    error: str | None = None
    done_at: datetime | None = None

    def failed(self, error: str) -> "OutboxRow":
        """This row after one more attempt in vain."""
        return evolve(self, attempts=self.attempts + 1, error=error)

    def done(self, now: datetime) -> "OutboxRow":
        """This row after its reaction has run."""
        return evolve(self, attempts=self.attempts + 1, error=None, done_at=now)


@frozen(kw_only=True)
class InboxRow:
    """One notice of the payment provider, and when it was acted on."""

    notice: Notice
    received_at: datetime
    done_at: datetime | None = None


@frozen(kw_only=True)
class Delivery:
    """One letter that was asked for, and what the mail server said to it: taken, refused for good, or nothing yet."""

    kind: EmailKind
    user_id: UserId
    claimed_at: datetime
    sent_at: datetime | None = None
    refused_at: datetime | None = None
    refusal: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return self.sent_at is not None or self.refused_at is not None
