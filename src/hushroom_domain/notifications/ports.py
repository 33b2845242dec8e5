"""The ports of notifications."""

from datetime import datetime
from typing import Protocol

from hushroom_domain.drift.ports import DriftLogs
from hushroom_domain.identity.ports import Devices, EmailChanges, OneTimeTokens, Users
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.model import (
    EmailMessage,
    Notification,
    OutgoingEmail,
    OutgoingPush,
    PushMessage,
    PushSubscription,
    RenderedEmail,
    RoomMessage,
)
from hushroom_domain.sessions.ports import Sessions
from hushroom_domain.shared.ids import NotificationId, PushSubscriptionId, UserId
from hushroom_domain.shared.ports import Outbox


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

    async def notified(self, user_id: UserId) -> None:
        """Asks every process to look for new notifications of this user."""
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


class PushRenderer(Protocol):
    """Renders push messages in the receiver's language."""

    def render(self, message: PushMessage) -> bytes:
        """Returns the JSON that the service worker of the pages reads."""
        ...


class PushSender(Protocol):
    """Sends push messages through the push services of browsers."""

    @property
    def public_key(self) -> str:
        """Returns the key that browsers bind their subscriptions to: a point of P-256 in the URL's base64."""
        ...

    async def send(self, subscription: PushSubscription, push: OutgoingPush) -> None:
        """Hands a message to the push service of the subscription.

        Raises: PushUnavailable (try again later), PushSubscriptionGone, PushRefused (permanent).
        """
        ...


class PushSubscriptions(Protocol):
    """The repository of push subscriptions; one whose sign-in has ended or expired is not returned."""

    async def put(self, subscription: PushSubscription) -> PushSubscription:
        """Stores a subscription and returns the stored one.

        A subscription with the same endpoint keeps its id and its times, and belongs to the new user and sign-in.
        """
        ...

    async def get(self, subscription_id: PushSubscriptionId, now: datetime) -> PushSubscription | None: ...

    async def of(self, user_id: UserId, now: datetime) -> tuple[PushSubscription, ...]:
        """Returns the subscriptions of a user, the newest first."""
        ...

    async def accepted(self, subscription_id: PushSubscriptionId, now: datetime) -> None:
        """Records that the push service accepted a message."""
        ...

    async def remove(self, subscription_id: PushSubscriptionId) -> None: ...

    async def remove_endpoint(self, user_id: UserId, endpoint: str) -> None:
        """Deletes the subscription of this user with this endpoint, if there is one."""
        ...

    async def sweep(self, now: datetime) -> int:
        """Deletes the subscriptions whose sign-in has ended or expired, and returns their number."""
        ...


class Notifications(Protocol):
    """The repository of notifications; the caller of `add` holds the lock on the row of the user."""

    async def newest_at(self, user_id: UserId) -> datetime | None:
        """Returns the time of the newest notification of a user; None without one."""
        ...

    async def add(self, notification: Notification) -> bool:
        """Stores a notification; returns False if the user has one with the same key."""
        ...

    async def keep_newest(self, user_id: UserId, most: int) -> None:
        """Deletes the notifications of a user but the newest `most`."""
        ...

    async def lock(self, user_id: UserId, notification_id: NotificationId) -> Notification:
        """Returns a notification of this user. Raises: NotificationNotFound."""
        ...

    async def save(self, notification: Notification) -> None: ...

    async def read_all(self, user_id: UserId, until: datetime, now: datetime) -> int:
        """Marks the unread notifications of a user up to a time as read, and returns their number."""
        ...

    async def remove_all(self, user_id: UserId) -> None: ...

    async def sweep(self, before: datetime) -> int:
        """Deletes the notifications that are older than a time, and returns their number."""
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
    def email_changes(self) -> EmailChanges: ...
    @property
    def devices(self) -> Devices: ...
    @property
    def drift_logs(self) -> DriftLogs: ...
    @property
    def sent_emails(self) -> SentEmails: ...
    @property
    def push_subscriptions(self) -> PushSubscriptions: ...
    @property
    def notifications(self) -> Notifications: ...
    @property
    def outbox(self) -> Outbox: ...
