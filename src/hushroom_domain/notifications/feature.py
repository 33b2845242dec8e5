"""The use cases of notifications, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.identity.ports import OpaqueTokens
from hushroom_domain.notifications.ports import (
    Broadcasts,
    EmailRenderer,
    Mailer,
    NotificationWork,
    PushRenderer,
    PushSender,
)
from hushroom_domain.notifications.queries import NotificationQueries
from hushroom_domain.notifications.use_cases.broadcast_change import BroadcastChange
from hushroom_domain.notifications.use_cases.delete_ended_push_subscriptions import DeleteEndedPushSubscriptions
from hushroom_domain.notifications.use_cases.delete_notifications import DeleteNotifications
from hushroom_domain.notifications.use_cases.notify_devices import NotifyDevices
from hushroom_domain.notifications.use_cases.notify_users import NotifyUsers
from hushroom_domain.notifications.use_cases.read_all_notifications import ReadAllNotifications
from hushroom_domain.notifications.use_cases.read_notification import ReadNotification
from hushroom_domain.notifications.use_cases.send_email import SendEmail
from hushroom_domain.notifications.use_cases.send_push import SendPush
from hushroom_domain.notifications.use_cases.subscribe_to_push import SubscribeToPush
from hushroom_domain.notifications.use_cases.unsubscribe_from_push import UnsubscribeFromPush
from hushroom_domain.shared.ports import SharedPorts

__all__ = ["NotificationPorts", "NotificationQueries", "NotificationUseCases", "NotificationWork"]


@frozen(kw_only=True)
class NotificationPorts:
    """The ports of notifications beyond the shared ones."""

    renderer: EmailRenderer
    mailer: Mailer
    broadcasts: Broadcasts
    push_renderer: PushRenderer
    push_sender: PushSender | None = None
    """None without keys: push messages are not offered, and none is sent."""
    takes_loopback: bool = False
    """True if push services on this machine are called, which production never does."""
    mail_domain: str = "hushroom.local"
    """The domain in the `Message-ID` of emails."""


@frozen(kw_only=True)
class NotificationUseCases:
    """The use cases of notifications."""

    send_email: SendEmail
    broadcast: BroadcastChange
    notify_users: NotifyUsers
    read: ReadNotification
    read_all: ReadAllNotifications
    delete: DeleteNotifications
    push_key: str | None
    """The key that browsers bind their push subscriptions to; None when push messages are not offered."""
    subscribe: SubscribeToPush
    unsubscribe: UnsubscribeFromPush
    notify_devices: NotifyDevices
    send_push: SendPush
    delete_ended_push_subscriptions: DeleteEndedPushSubscriptions

    @classmethod
    def of(cls, ports: SharedPorts[NotificationWork], own: NotificationPorts, opaque_tokens: OpaqueTokens) -> Self:
        """Builds the use cases on these ports."""
        sender = own.push_sender
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
            notify_users=NotifyUsers(ports.begin, ports.clock, ports.ids, own.broadcasts),
            read=ReadNotification(ports.begin, ports.clock, own.broadcasts),
            read_all=ReadAllNotifications(ports.begin, ports.clock, own.broadcasts),
            delete=DeleteNotifications(ports.begin, ports.clock),
            push_key=None if sender is None else sender.public_key,
            subscribe=SubscribeToPush(ports.begin, ports.clock, ports.ids, sender is not None, own.takes_loopback),
            unsubscribe=UnsubscribeFromPush(ports.begin),
            notify_devices=NotifyDevices(ports.begin, ports.clock),
            send_push=SendPush(ports.begin, ports.clock, own.push_renderer, sender),
            delete_ended_push_subscriptions=DeleteEndedPushSubscriptions(ports.begin, ports.clock),
        )
