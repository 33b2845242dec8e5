"""Emails, realtime messages and push messages before they are rendered; push subscriptions; notifications."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from attrs import evolve, field, frozen

from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.events import PushKind
from hushroom_domain.shared.ids import FamilyId, NotificationId, PushSubscriptionId, SessionId, UserId


@frozen(kw_only=True)
class EmailMessage:
    """An email to one user. Requests for the same email have the same `key`, so that it is sent once."""

    key: str
    kind: EmailKind
    user_id: UserId
    to: str
    language: str
    facts: dict[str, Any] = field(factory=dict)
    """The facts that the texts of the email use.

    `name`; for sessions `sessionId`, `type`, `minutes`, `when` (aware, local), `other`; for a link `token`; for
    devices `device`, `network`, `when`."""


@frozen(kw_only=True)
class RenderedEmail:
    """A rendered email: subject, plain text and HTML."""

    subject: str
    text: str
    html: str


@frozen(kw_only=True)
class SentEmail:
    """An email to the user, and the answer of the mail server.

    `kind` is the stored name, which may be one that only a later release knows.
    """

    kind: str
    claimed_at: datetime
    sent_at: datetime | None
    refused_at: datetime | None
    refusal: str | None


@frozen(kw_only=True)
class OutgoingEmail:
    """A rendered email with its receiver; `message_id` is derived from the key of the email."""

    to: str
    words: RenderedEmail
    message_id: str
    headers: dict[str, str] = field(factory=dict)


@frozen
class RoomMessage:
    """The parent of every realtime message to the room of a session."""

    session_id: SessionId


@frozen(kw_only=True)
class PushSubscription:
    """The browser of one sign-in that takes push messages, as its push service made it known.

    Who has the endpoint and both keys can write to the device, so none of them is shown.
    """

    id: PushSubscriptionId
    user_id: UserId
    sign_in_id: FamilyId
    endpoint: str = field(repr=False)
    public_key: str = field(repr=False)
    auth_secret: str = field(repr=False)
    created_at: datetime
    last_success_at: datetime | None = None
    """The last time at which the push service accepted a message."""


@frozen(kw_only=True)
class PushMessage:
    """A push message to one user; messages of one kind about one session replace each other at the device."""

    kind: PushKind
    session_id: SessionId
    language: str
    moment: datetime
    """The moment that the message is about, in the zone of its receiver."""


@frozen(kw_only=True)
class OutgoingPush:
    """A rendered push message: its JSON, the topic under which it replaces earlier ones, and its life in seconds."""

    payload: bytes
    topic: str
    lasts_seconds: int


TICK = timedelta(milliseconds=1)
"""The smallest step between the times of two notifications to one user."""


class NotificationSubject(StrEnum):
    """The kinds of things that a notification is about."""

    SESSION = "SESSION"
    PAYMENT = "PAYMENT"
    REPORT = "REPORT"
    COMPANION = "COMPANION"


class NotificationKind(StrEnum):
    """The kinds of notifications."""

    SESSION_BOOKED = "SESSION_BOOKED"
    SESSION_PAID = "SESSION_PAID"
    SESSION_BEGINS = "SESSION_BEGINS"
    COMPANION_READY = "COMPANION_READY"
    SESSION_DRIFTED = "SESSION_DRIFTED"
    SESSION_ENDED = "SESSION_ENDED"
    SESSION_CANCELLED = "SESSION_CANCELLED"
    SESSION_EARNED = "SESSION_EARNED"
    PAYMENT_HELD = "PAYMENT_HELD"
    PAYMENT_CAPTURED = "PAYMENT_CAPTURED"
    PAYMENT_RELEASED = "PAYMENT_RELEASED"
    PAYMENT_REFUNDED = "PAYMENT_REFUNDED"
    RATING_RECEIVED = "RATING_RECEIVED"
    COMPANION_APPROVED = "COMPANION_APPROVED"
    COMPANION_SUSPENDED = "COMPANION_SUSPENDED"
    COMPANION_REACTIVATED = "COMPANION_REACTIVATED"
    REPORT_FILED = "REPORT_FILED"
    REPORT_DECIDED = "REPORT_DECIDED"


SUBJECTS: Mapping[NotificationKind, NotificationSubject] = {
    NotificationKind.SESSION_BOOKED: NotificationSubject.SESSION,
    NotificationKind.SESSION_PAID: NotificationSubject.SESSION,
    NotificationKind.SESSION_BEGINS: NotificationSubject.SESSION,
    NotificationKind.COMPANION_READY: NotificationSubject.SESSION,
    NotificationKind.SESSION_DRIFTED: NotificationSubject.SESSION,
    NotificationKind.SESSION_ENDED: NotificationSubject.SESSION,
    NotificationKind.SESSION_CANCELLED: NotificationSubject.SESSION,
    NotificationKind.SESSION_EARNED: NotificationSubject.SESSION,
    NotificationKind.PAYMENT_HELD: NotificationSubject.PAYMENT,
    NotificationKind.PAYMENT_CAPTURED: NotificationSubject.PAYMENT,
    NotificationKind.PAYMENT_RELEASED: NotificationSubject.PAYMENT,
    NotificationKind.PAYMENT_REFUNDED: NotificationSubject.PAYMENT,
    NotificationKind.RATING_RECEIVED: NotificationSubject.SESSION,
    NotificationKind.COMPANION_APPROVED: NotificationSubject.COMPANION,
    NotificationKind.COMPANION_SUSPENDED: NotificationSubject.COMPANION,
    NotificationKind.COMPANION_REACTIVATED: NotificationSubject.COMPANION,
    NotificationKind.REPORT_FILED: NotificationSubject.REPORT,
    NotificationKind.REPORT_DECIDED: NotificationSubject.REPORT,
}
"""The thing that `subject_id` of a notification names, by kind."""


@frozen(kw_only=True)
class NotificationDraft:
    """A notification that is due to one user.

    Drafts of one fact have the same `key`, so that the user gets one notification of it.
    """

    user_id: UserId
    kind: NotificationKind
    subject_id: UUID
    occasion: str = ""
    """Distinguishes notifications of one kind about one thing, such as two refunds of one payment.

    It is empty only for a fact that can happen once: a second notification with the same key is never written."""

    @property
    def key(self) -> str:
        """Returns the text that is unique among the notifications of one user."""
        return ".".join(filter(None, (self.kind.value.lower(), str(self.subject_id), self.occasion)))


@frozen(kw_only=True)
class Notification:
    """A fact that one user is told; `read_at` is the first time at which the user marked it as read."""

    id: NotificationId
    user_id: UserId
    kind: NotificationKind
    subject_id: UUID
    key: str
    created_at: datetime
    read_at: datetime | None = None

    @classmethod
    def of(
        cls, draft: NotificationDraft, notification_id: NotificationId, newest: datetime | None, now: datetime
    ) -> "Notification":
        """Builds a notification that is later than the newest one of the same user, whatever the clocks say.

        The order of the list is then the order in which notifications were stored, and a reader who has seen one has
        missed none before it.
        """
        return cls(
            id=notification_id,
            user_id=draft.user_id,
            kind=draft.kind,
            subject_id=draft.subject_id,
            key=draft.key,
            created_at=now if newest is None else max(now, newest + TICK),
        )

    @property
    def subject(self) -> NotificationSubject:
        return SUBJECTS[self.kind]

    def read(self, now: datetime) -> "Notification":
        """Returns the notification as read; the first time stays."""
        return self if self.read_at is not None else evolve(self, read_at=now)
