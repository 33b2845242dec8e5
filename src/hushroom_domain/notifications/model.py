"""Letters: what is said to whom, before it is put into words."""

from typing import Any

from attrs import field, frozen

from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.shared.ids import SessionId, UserId


@frozen(kw_only=True)
class EmailMessage:
    """One letter to one user. `key` is the same whenever the same letter is asked for, so it is sent once."""

    key: str
    kind: EmailKind
    user_id: UserId
    to: str
    language: str
    facts: dict[str, Any] = field(factory=dict)
    """What the words need.

    `name`; for sessions `sessionId`, `type`, `minutes`, `when` (aware, local), `other`; for a link `token`."""


@frozen(kw_only=True)
class RenderedEmail:
    """A letter in words."""

    subject: str
    text: str
    html: str


@frozen(kw_only=True)
class OutgoingEmail:
    """A mail, ready to be sent; `message_id` follows from the letter's key."""

    to: str
    words: RenderedEmail
    message_id: str
    headers: dict[str, str] = field(factory=dict)


@frozen
class RoomMessage:
    """The parent of every realtime message to the room of a session."""

    session_id: SessionId
