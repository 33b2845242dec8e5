"""Rows of the outbox, the inbox and sent emails, which are no entities of the domain."""

from datetime import datetime

from attrs import evolve, frozen

from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.payments.ports import Notice
from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import UserId


@frozen(kw_only=True)
class OutboxRow:
    """One reaction to one event, to be run at `due`."""

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
    """One notice of the payment provider, with the time of its processing."""

    notice: Notice
    received_at: datetime
    done_at: datetime | None = None


@frozen(kw_only=True)
class Delivery:
    """One email with the answer of the mail server: accepted, rejected permanently, or none yet."""

    kind: EmailKind
    user_id: UserId
    claimed_at: datetime
    sent_at: datetime | None = None
    refused_at: datetime | None = None
    refusal: str | None = None

    @property
    def is_over(self) -> bool:
        """Returns whether the email was accepted or rejected."""
        return self.sent_at is not None or self.refused_at is not None
