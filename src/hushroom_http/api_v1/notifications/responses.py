"""The notifications of a user, and the emails to a user."""

from typing import Annotated

from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.model import Notification, NotificationKind, NotificationSubject, SentEmail
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.response_shape import Answer, Id, Time, member_of


class NotificationAnswer(Answer):
    """A fact that the caller is told; `subject` says what `subjectId` names. `readAt` is null until it is read."""

    id: Id
    kind: Annotated[str, member_of(NotificationKind)]
    subject: Annotated[str, member_of(NotificationSubject)]
    subject_id: Id
    created_at: Time
    read_at: Time | None


class NotificationListAnswer(Answer):
    """Some notifications, and the number of all that the caller has not read."""

    notifications: list[NotificationAnswer]
    unread: int


class ReadNotificationsAnswer(Answer):
    """`read` is the number of notifications that were unread before."""

    read: int


class LetterAnswer(Answer):
    """An email to the user, with the reason of a refusal by the mail server."""

    kind: Annotated[str, member_of(EmailKind)]
    claimed_at: Time
    sent_at: Time | None
    refused_at: Time | None
    refusal: str | None


class EmailsAnswer(Answer):
    """The newest emails to the caller."""

    emails: list[LetterAnswer]


def notification_answer(one: Notification) -> NotificationAnswer:
    return NotificationAnswer(
        id=one.id,
        kind=one.kind,
        subject=one.subject,
        subject_id=one.subject_id,
        created_at=at(one.created_at),
        read_at=at(one.read_at),
    )


def letter_answer(one: SentEmail) -> LetterAnswer:
    return LetterAnswer(
        kind=one.kind,
        claimed_at=at(one.claimed_at),
        sent_at=at(one.sent_at),
        refused_at=at(one.refused_at),
        refusal=one.refusal,
    )
