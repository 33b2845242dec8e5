"""What notifications need from the world."""

from datetime import datetime
from typing import Protocol

from hushroom_domain.drift.ports import DriftLogs
from hushroom_domain.identity.ports import OneTimeTokens, Users
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.model import EmailMessage, OutgoingEmail, RenderedEmail, RoomMessage
from hushroom_domain.sessions.ports import Sessions
from hushroom_domain.shared.ids import UserId


class EmailRenderer(Protocol):
    """Puts letters into words, in the receiver's language."""

    def render(self, email: EmailMessage) -> RenderedEmail: ...


class Mailer(Protocol):
    """Hands mail to a mail server; refuses with `MailUnavailable` (try later) and `AddressRefused` (do not)."""

    async def send(self, message: OutgoingEmail) -> None: ...


class Broadcasts(Protocol):
    """The realtime channel to the people in the rooms of sessions, in every process.

    An empty room is no error, nor is a broker that is down: a message is lost then, and nothing waits for it.
    """

    async def send(self, message: RoomMessage) -> None:
        """Sends a message to all connections in the room of its session."""
        ...

    async def access_ended(self, user_id: UserId) -> None:
        """Asks every process to check which connections of this user may stay."""
        ...


class SentEmails(Protocol):
    """Which letters were sent."""

    async def claim(self, key: str, kind: EmailKind, user_id: UserId, now: datetime) -> bool:
        """Returns whether the letter is still to be sent: neither sent nor refused before.

        A letter that is claimed again keeps the moment of its first claim.
        """
        ...

    async def lately(self, kind: EmailKind, user_id: UserId, since: datetime) -> int:
        """Counts the letters of this kind to this user that were claimed after `since` and not dropped."""
        ...

    async def drop(self, key: str, now: datetime) -> None:
        """Gives up a claimed letter because there were too many; it is noted, logged and not sent."""
        ...

    async def sent(self, key: str, now: datetime) -> None: ...

    async def refused(self, key: str, reason: str, now: datetime) -> None:
        """The mail server will never take this letter: it is not sent again."""
        ...


class NotificationWork(Protocol):
    """One transaction, as notifications see it."""

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
