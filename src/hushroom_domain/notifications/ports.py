"""What notifications need from the world."""

from datetime import datetime
from typing import Protocol

from hushroom_domain.accounts.ports import Users
from hushroom_domain.notifications.model import Letter, LetterKind, Message, Words
from hushroom_domain.sessions.ports import Sessions
from hushroom_domain.shared.ids import UserId


class Letters(Protocol):
    """Puts letters into words, in the receiver's language."""

    def words(self, letter: Letter) -> Words: ...


class Mailer(Protocol):
    """Hands mail to a mail server; refuses with `MailUnavailable` (try later) and `AddressRefused` (do not)."""

    async def send(self, message: Message) -> None: ...


class Deliveries(Protocol):
    """Which letters were sent."""

    async def claim(self, key: str, kind: LetterKind, user_id: UserId, now: datetime) -> bool:
        """Whether the letter is still to be sent: neither sent nor refused before."""
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
    def deliveries(self) -> Deliveries: ...
