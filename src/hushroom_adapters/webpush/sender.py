"""Hands push messages to the push services of browsers over HTTP."""

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver

from hushroom_adapters.outgoing import AddressRefused, CallFailed, OutgoingClient
from hushroom_adapters.outgoing.client import TIMEOUT_SECONDS
from hushroom_adapters.webpush.base64url import decoded
from hushroom_adapters.webpush.encryption import encrypt
from hushroom_adapters.webpush.vapid import VapidKey
from hushroom_domain.notifications.errors import PushRefused, PushSubscriptionGone, PushUnavailable
from hushroom_domain.notifications.model import OutgoingPush, PushSubscription

GONE = frozenset({404, 410})
"""The answers about a subscription that has ended; some services know the one, some the other."""
BUSY = frozenset({408, 429})
FIRST_REDIRECT, FIRST_SERVER_FAULT = 300, 500


class WebPushSender:
    """Implements `PushSender`. The connections are made at the first call; `async with` or `aclose` ends them.

    Only hosts of the public internet are called, redirects are not followed, and no answer is read beyond its status.
    """

    def __init__(
        self,
        key: VapidKey,
        contact: str,
        now: Callable[[], datetime],
        *,
        takes_loopback: bool = False,
        names: AbstractResolver | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        """Keeps the key that signs, and the address at which push services can reach the operator.

        `names` resolves host names; None is the resolver of the system.
        """
        self._key, self._contact, self._now = key, contact, now
        self._client = OutgoingClient(takes_loopback=takes_loopback, names=names, timeout_seconds=timeout_seconds)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._client.aclose()

    @property
    def public_key(self) -> str:
        return self._key.public

    async def send(self, subscription: PushSubscription, push: OutgoingPush) -> None:
        """Hands a message to the push service of the subscription.

        Raises: PushUnavailable, PushSubscriptionGone, PushRefused.
        """
        if not self._client.may_call(subscription.endpoint):
            raise PushSubscriptionGone
        try:
            body = encrypt(push.payload, decoded(subscription.public_key), decoded(subscription.auth_secret))
        except ValueError as error:
            raise PushSubscriptionGone from error
        status = await self._post(subscription.endpoint, body, self._headers(subscription.endpoint, push))
        if status in GONE:
            raise PushSubscriptionGone
        if status in BUSY or status >= FIRST_SERVER_FAULT:
            raise PushUnavailable
        if status >= FIRST_REDIRECT:
            raise PushRefused(f"The push service refused the message with {status}")

    async def _post(self, endpoint: str, body: bytes, headers: dict[str, str]) -> int:
        """Returns the status of the answer. Raises: PushUnavailable, PushSubscriptionGone (a private address)."""
        try:
            return (await self._client.call("POST", endpoint, headers=headers, body=body)).status
        except AddressRefused as error:
            raise PushSubscriptionGone from error
        except CallFailed as error:
            raise PushUnavailable from error

    def _headers(self, endpoint: str, push: OutgoingPush) -> dict[str, str]:
        parts = urlsplit(endpoint)
        return {
            "Authorization": self._key.authorization(f"{parts.scheme}://{parts.netloc}", self._contact, self._now()),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(push.lasts_seconds),
            "Topic": push.topic,
            "Urgency": "high",
        }
