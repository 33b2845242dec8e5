"""The ports of notifications."""

from datetime import datetime
from typing import Protocol

from hushroom_domain.drift.ports import DriftLogs
from hushroom_domain.identity.ports import OneTimeTokens, Users
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.model import EmailMessage, OutgoingEmail, RenderedEmail, RoomMessage
from hushroom_domain.sessions.ports import Sessions
from hushroom_domain.shared.ids import UserId


class EmailRenderer(Protocol):
    """Renders emails in the receiver's language."""

    def render(self, email: EmailMessage) -> RenderedEmail: ...


class Mailer(Protocol):
    """Sends emails through a mail server. Raises: MailUnavailable (try again later), AddressRefused (permanent)."""

    async def send(self, message: OutgoingEmail) -> None: ...


class Broadcasts(Protocol):
    """The realtime channel to the connections in the rooms of sessions, over all processes.

    An empty room is not an error. While the broker is down, messages are lost without an error.
    """

    async def send(self, message: RoomMessage) -> None:
        """Sends a message to all connections in the room of its session."""
        ...

    async def access_ended(self, user_id: UserId) -> None:
        """Asks every process to check which connections of this user may stay."""
        ...


class SentEmails(Protocol):
    """The repository of sent emails."""

    async def claim(self, key: str, kind: EmailKind, user_id: UserId, now: datetime) -> bool:
        """Returns whether the email is still to be sent: neither sent nor refused before.

        An email that is claimed again keeps the time of its first claim.
        """
        ...

    async def lately(self, kind: EmailKind, user_id: UserId, since: datetime) -> int:
        """Counts the emails of this kind to the user that were claimed after `since` and not dropped."""
        ...

    async def drop(self, key: str, now: datetime) -> None:
        """Records and logs that a claimed email exceeds the quota and is not sent."""
        ...

    async def sent(self, key: str, now: datetime) -> None: ...

    async def refused(self, key: str, reason: str, now: datetime) -> None:
        """Records that the mail server rejected the email permanently, so that it is not sent again."""
        ...


class NotificationWork(Protocol):
    """The part of a transaction that notifications use."""

    @property
    def users(self) -> Users: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def one_time_tokens(self) -> OneTimeTokens: ...
    @property
    def drift_logs(self) -> DriftLogs: ...
    @property
    def sent_emails(self) -> SentEmails: ...
