"""Signals about single users to every web process: a sign-in ended, or there may be new notifications.

A signal carries the id of the user alone. The processes look at the database before they act, so a signal that is lost
while Redis is away delays an effect until the next periodic look, and nothing more.
"""

from collections.abc import Callable
from uuid import UUID

from attrs import frozen

from hushroom_adapters.redis.channels import ChannelMessage, listen
from hushroom_domain.shared.ids import UserId

ACCESS_CHANNEL = "hushroom:access"
"""Carries ids of users of whose sign-ins at least one is over."""
NOTIFIED_CHANNEL = "hushroom:notified"
"""Carries ids of users who may have new notifications."""


def user_in(message: ChannelMessage) -> UserId:
    """Returns the user that a signal is about."""
    return UserId(UUID(message.data.decode()))


@frozen
class RedisUserSignals:
    """Implements `UserSignals` over Redis's channels; it connects with `listen`."""

    url: str

    async def listen(self, heard: Callable[[UserId | None], None]) -> None:
        """Calls `heard` with the user of each signal, until it is cancelled; it connects again after an outage.

        Calls it with None whenever it begins to hear, because signals before that moment were not heard.
        """
        async for message in listen(self.url, ACCESS_CHANNEL, NOTIFIED_CHANNEL):
            heard(None if message is None else user_in(message))
