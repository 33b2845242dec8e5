"""The use cases of notifications, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.identity.ports import OpaqueTokens
from hushroom_domain.notifications.ports import Broadcasts, EmailRenderer, Mailer, NotificationWork
from hushroom_domain.notifications.use_cases.broadcast_change import BroadcastChange
from hushroom_domain.notifications.use_cases.send_email import SendEmail
from hushroom_domain.shared.ports import SharedPorts

__all__ = ["NotificationPorts", "NotificationUseCases", "NotificationWork"]


@frozen(kw_only=True)
class NotificationPorts:
    """The ports of notifications beyond the shared ones."""

    renderer: EmailRenderer
    mailer: Mailer
    broadcasts: Broadcasts
    mail_domain: str = "hushroom.local"
    """The domain in the `Message-ID` of emails."""


@frozen(kw_only=True)
class NotificationUseCases:
    """The use cases of notifications."""

    send_email: SendEmail
    broadcast: BroadcastChange

    @classmethod
    def of(cls, ports: SharedPorts[NotificationWork], own: NotificationPorts, opaque_tokens: OpaqueTokens) -> Self:
        """Builds the use cases on these ports."""
        return cls(
            send_email=SendEmail(
                ports.begin,
                ports.clock,
                own.renderer,
                own.mailer,
                ports.ids,
                opaque_tokens,
                own.mail_domain,
                ports.quotas,
            ),
            broadcast=BroadcastChange(ports.begin, ports.clock, own.broadcasts),
        )
