"""A push sender that keeps the messages instead of sending them, and a renderer for plain English."""

import json

from attrs import define, field, frozen

from hushroom_domain.notifications.catalogue import PUSHES
from hushroom_domain.notifications.errors import PushSubscriptionGone, PushUnavailable
from hushroom_domain.notifications.model import OutgoingPush, PushMessage, PushSubscription


@define
class MemoryPushSender:
    """Implements `PushSender`. While `is_down` nothing is taken; endpoints in `gone` have ended."""

    public_key: str = "BG" + "a" * 85
    sent: list[tuple[PushSubscription, OutgoingPush]] = field(factory=list)
    gone: set[str] = field(factory=set)
    is_down: bool = False

    async def send(self, subscription: PushSubscription, push: OutgoingPush) -> None:
        if self.is_down:
            raise PushUnavailable
        if subscription.endpoint in self.gone:
            raise PushSubscriptionGone
        self.sent.append((subscription, push))

    def to(self, endpoint: str) -> list[str]:
        """Returns the titles of the messages to this endpoint, oldest first."""
        return [json.loads(push.payload)["title"] for one, push in self.sent if one.endpoint == endpoint]


@frozen
class PlainPushRenderer:
    """Implements `PushRenderer` with the English words of the catalogue."""

    def render(self, message: PushMessage) -> bytes:
        row = PUSHES[message.kind]
        title = row.title.format(time=f"{message.moment:%H:%M} ({message.moment.tzinfo})")
        return json.dumps({"title": title, "body": row.body, "url": f"/sessions/{message.session_id}"}).encode()
