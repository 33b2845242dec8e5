"""The events of notifications."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from attrs import frozen

from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import PushSubscriptionId, SessionId


class PushKind(StrEnum):
    """The kinds of push messages."""

    SESSION_BEGINS = "SESSION_BEGINS"
    COMPANION_READY = "COMPANION_READY"


@frozen(kw_only=True)
class PushDue(Event):
    """A push message to one device is due: about a session, and what was true of it at `at`."""

    name: ClassVar[str] = "push.due"
    kind: PushKind
    subscription_id: PushSubscriptionId
    session_id: SessionId
    at: datetime
