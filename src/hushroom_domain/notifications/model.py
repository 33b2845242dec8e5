"""Emails and realtime messages, before they are rendered."""

from typing import Any

from attrs import field, frozen

from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.shared.ids import SessionId, UserId


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

    `name`; for sessions `sessionId`, `type`, `minutes`, `when` (aware, local), `other`; for a link `token`."""


@frozen(kw_only=True)
class RenderedEmail:
    """A rendered email: subject, plain text and HTML."""

    subject: str
    text: str
    html: str


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
