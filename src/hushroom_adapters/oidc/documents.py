"""The JSON documents of a provider: its description and its keys, each kept for a bounded time."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from attrs import frozen

from hushroom_adapters.outgoing import AddressRefused, CallFailed, OutgoingAnswer, OutgoingClient
from hushroom_domain.identity.errors import SignInProviderUnavailable

MOST_BYTES = 256 * 1_024
LASTS = timedelta(hours=1)
UNKNOWN_KEY_PAUSE = timedelta(minutes=1)
"""The time between two looks for a key that is not known, so that made-up ids cause no calls."""
MOST_KEYS = 50
ACCEPT = {"Accept": "application/json", "User-Agent": "Hushroom"}
OK = 200
PAUSE = timedelta(seconds=5)
"""The time after a failed fetch in which no other is tried, so that many who wait do not wait for each other's."""

Clock = Callable[[], datetime]
Json = Mapping[str, Any]
T = TypeVar("T")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""Halves of characters, which JSON can carry and UTF-8 cannot; and the zero, which PostgreSQL refuses."""


@frozen
class ProviderCalls:
    """Calls to providers, which answer with JSON."""

    client: OutgoingClient

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        """Returns the JSON at an address. Raises: SignInProviderUnavailable."""
        answer = await self.call("GET", url, headers=headers)
        if answer.status != OK:
            raise SignInProviderUnavailable
        return parsed(answer)

    async def call(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> OutgoingAnswer:
        """Returns the answer, whatever its status. Raises: SignInProviderUnavailable."""
        try:
            return await self.client.call(
                method, url, headers={**ACCEPT, **(headers or {})}, body=body, most_bytes=MOST_BYTES
            )
        except (AddressRefused, CallFailed) as error:
            raise SignInProviderUnavailable from error


def parsed(answer: OutgoingAnswer) -> Any:
    """Returns the JSON of an answer. Raises: SignInProviderUnavailable."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise SignInProviderUnavailable from error


def text_in(document: object, name: str) -> str:
    """Returns a text of a document; empty when it is missing, no text, or a text that cannot be encoded or stored."""
    found = document.get(name) if isinstance(document, Mapping) else None
    return found if isinstance(found, str) and _UNSTORABLE.search(found) is None else ""


class Kept(Generic[T]):
    """A document that is fetched when it is first needed and again after an hour, once for all who wait."""

    def __init__(self, fetch: Callable[[], Awaitable[T]], now: Clock) -> None:
        """Fetches nothing yet."""
        self._fetch, self._now = fetch, now
        self._lock = asyncio.Lock()
        self._kept: tuple[T, datetime] | None = None
        self._failed_at: datetime | None = None

    async def get(self, younger_than: timedelta = LASTS) -> T:
        """Returns the document, fetched less than `younger_than` ago. Raises: SignInProviderUnavailable."""
        async with self._lock:
            if self._kept is None or self._now() - self._kept[1] >= younger_than:
                if self._failed_at is not None and self._now() - self._failed_at < PAUSE:
                    raise SignInProviderUnavailable
                self._kept = await self._fetched()
            return self._kept[0]

    async def _fetched(self) -> tuple[T, datetime]:
        try:
            return await self._fetch(), self._now()
        except SignInProviderUnavailable:
            self._failed_at = self._now()
            raise


@frozen
class Description:
    """The description of a provider (OpenID Connect Discovery 1.0)."""

    authorization: str
    token: str
    keys: str
    user_info: str
    names_itself: bool
    """True if every answer of the provider carries its issuer (RFC 9207)."""


class ProviderDocuments:
    """The description and the keys of one OpenID Connect provider."""

    def __init__(self, issuer: str, calls: ProviderCalls, now: Clock) -> None:
        """Fetches nothing yet."""
        self._issuer, self._calls = issuer, calls
        self._description = Kept(self._read_description, now)
        self._keys = Kept(self._read_keys, now)

    async def description(self) -> Description:
        """Returns the description. Raises: SignInProviderUnavailable (also for that of another issuer)."""
        return await self._description.get()

    async def key(self, key_id: str) -> Json | None:
        """Returns the key (JWK) with this id; an unknown one is looked for again, at most once a minute.

        Raises: SignInProviderUnavailable.
        """
        for younger_than in (LASTS, UNKNOWN_KEY_PAUSE):
            found = (await self._keys.get(younger_than)).get(key_id)
            if found is not None:
                return found
        return None

    async def _read_description(self) -> Description:
        document = await self._calls.get(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        found = Description(
            authorization=text_in(document, "authorization_endpoint"),
            token=text_in(document, "token_endpoint"),
            keys=text_in(document, "jwks_uri"),
            user_info=text_in(document, "userinfo_endpoint"),
            names_itself=isinstance(document, Mapping)
            and document.get("authorization_response_iss_parameter_supported") is True,
        )
        if text_in(document, "issuer") != self._issuer or not self._calls.client.may_call(found.authorization):
            raise SignInProviderUnavailable
        return found

    async def _read_keys(self) -> Mapping[str, Json]:
        document = await self._calls.get((await self._description.get()).keys)
        keys = document.get("keys") if isinstance(document, Mapping) else None
        found = [key for key in (keys if isinstance(keys, list) else ())[:MOST_KEYS] if isinstance(key, Mapping)]
        return {text_in(key, "kid"): key for key in found if key.get("use", "sig") == "sig"}
