"""The use cases of notifications, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.accounts.ports import OpaqueTokens
from hushroom_domain.notifications.ports import Broadcasts, Letters, Mailer, NotificationWork
from hushroom_domain.notifications.use_cases.broadcast import Broadcast
from hushroom_domain.notifications.use_cases.send_letter import SendLetter
from hushroom_domain.shared.ports import SharedPorts

__all__ = ["NotificationPorts", "NotificationUseCases", "NotificationWork"]


@frozen(kw_only=True)
class NotificationPorts:
    """The outside world of notifications."""

    letters: Letters
    mailer: Mailer
    broadcasts: Broadcasts
    mail_domain: str = "hushroom.local"
    """The domain in the `Message-ID` of emails."""


@frozen(kw_only=True)
class NotificationUseCases:
    """The use cases of notifications."""

    send_letter: SendLetter
    broadcast: Broadcast

    @classmethod
    def of(cls, ports: SharedPorts[NotificationWork], own: NotificationPorts, opaque_tokens: OpaqueTokens) -> Self:
        """Builds the use cases on these ports."""
        return cls(
            send_letter=SendLetter(
                ports.begin,
                ports.clock,
                own.letters,
                own.mailer,
                ports.ids,
                opaque_tokens,
                own.mail_domain,
                ports.quotas,
            ),
            broadcast=Broadcast(ports.begin, ports.clock, own.broadcasts),
        )
