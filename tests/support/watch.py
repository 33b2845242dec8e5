"""Checks every response that a test's clients receive, and fails a test whose response discloses data of another
person.
"""

import base64
import json
import re
from collections.abc import Awaitable, Callable, Collection
from typing import Any
from uuid import UUID

import httpx
from attrs import define, field

from hushroom_adapters.security import IdnaDomainNames
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from tests.support.leak_rules import (
    BY_LINK,
    BY_PROVIDER,
    NOBODY,
    SIGNING_IN,
    TOKENS,
    Exchange,
    Leak,
    TokenOwner,
    faults,
    is_harmless,
)

API = "/api/v1"
ACCOUNTS = f"{API}/auth/"
"""The prefix of the routes whose responses contain tokens."""
ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
MAILED = re.compile(r"[\w-]{43,}")
"""A token in an email, which proves an address or sets a password: 256 random bits."""
FOR_NO_ANSWER = "nobody"
TELLS_A_BIRTH = {"POST /auth/register", "POST /auth/verify-age"}


@define
class LeakWatch:
    """The owners of the tokens that one platform issued, learned from its responses.

    `hooks` and `async_hooks` are event hooks for an httpx client.
    """

    exchanges: int = 0
    _people: dict[str, TokenOwner] = field(factory=dict)
    """Users by access token."""
    _owners: dict[str, str] = field(factory=dict)
    """User ids by secret."""
    _births: set[str] = field(factory=set)
    _admins: set[str] = field(factory=set)

    @property
    def hooks(self) -> dict[str, list[Callable[[httpx.Response], None]]]:
        return {"response": [self.hear]}

    @property
    def async_hooks(self) -> dict[str, list[Callable[[httpx.Response], Awaitable[None]]]]:
        return {"response": [self.ahear]}

    def hear(self, response: httpx.Response) -> None:
        response.read()
        self._read(response)

    async def ahear(self, response: httpx.Response) -> None:
        await response.aread()
        self._read(response)

    def know(self, token: str, somebody: TokenOwner) -> None:
        """Registers the owner of a token that no response contained."""
        self._people[token] = somebody
        self._owners[token] = somebody.id

    def promote(self, user_id: str) -> None:
        """Registers a user who became an administrator without a response that said so."""
        self._admins.add(user_id)

    def read_letter(self, text: str) -> None:
        """Registers the secrets of an email, which no response may contain."""
        self._owners.update(dict.fromkeys(MAILED.findall(text), FOR_NO_ANSWER))

    @property
    def secrets(self) -> Collection[str]:
        """Returns the secrets that exist: tokens of the API and of emails."""
        return self._owners.keys()

    def judge(self, exchange: Exchange) -> None:
        """Checks one exchange. Raises: Leak"""
        actor = self._asker(exchange)
        if exchange.is_good:
            self._learn(exchange, actor)
        found = list(faults(exchange, actor, self._owners, self._births))
        if found:
            raise Leak("; ".join(found))

    def _read(self, response: httpx.Response) -> None:
        path = response.request.url.path
        if not path.startswith(f"{API}/"):
            return
        self.exchanges += 1
        answer = response.content.decode("utf-8", "replace")
        if path.startswith(ACCOUNTS) or not is_harmless(answer, self._owners, self._births):
            self.judge(exchange_of(response))

    def _asker(self, exchange: Exchange) -> TokenOwner:
        actor = self._people.get(exchange.token, NOBODY)
        if exchange.place in SIGNING_IN and exchange.is_good:
            actor = self._signed_in(exchange)
        return TokenOwner(actor.id, actor.email, is_admin=actor.id in self._admins)

    def _signed_in(self, exchange: Exchange) -> TokenOwner:
        """Returns the user who signed in by a password, a passkey, an earlier token or challenge, or a provider.

        A provider has proved the address of somebody without an account to them. A mailed link proves its account.
        """
        if exchange.place in BY_PROVIDER:
            user = exchange.said.get("user") or {"id": "", "email": exchange.said.get("email") or ""}
            return TokenOwner(user["id"], user["email"])
        if exchange.place == BY_LINK:
            user = exchange.said.get("user")
            return TokenOwner(user["id"], user["email"]) if user else NOBODY
        earlier = next((exchange.sent[name] for name in ("refreshToken", "challenge") if name in exchange.sent), None)
        if earlier is not None:
            owner = self._owners.get(earlier, "")
            return next((one for one in self._people.values() if one.id == owner), NOBODY)
        if "challenge" in exchange.said:
            key = _key(exchange.sent["email"])
            return next((one for one in self._people.values() if _key(one.email) == key), NOBODY)
        user = exchange.said["user"]
        if "credential" in exchange.sent:
            is_the_one = UUID(bytes=_handle_in(exchange.sent["credential"])) == UUID(user["id"])
        else:
            is_the_one = _key(user["email"]) == _key(exchange.sent["email"])
        return TokenOwner(user["id"], user["email"]) if is_the_one else NOBODY

    def _learn(self, exchange: Exchange, actor: TokenOwner) -> None:
        said = exchange.said
        if exchange.place in SIGNING_IN and actor.id:
            for secret in (said[name] for name in TOKENS if name in said):
                self._owners.setdefault(secret, actor.id)
            if "accessToken" in said:
                self._people.setdefault(said["accessToken"], actor)
        if exchange.place in TELLS_A_BIRTH:
            self._births.add(exchange.sent["dateOfBirth"][:10])
        if isinstance(said, dict):
            self._note_role(said.get("user", said))
            self._note_payer(said)

    def _note_role(self, user: Any) -> None:
        if isinstance(user, dict) and user.get("role") == "ADMIN":
            self._admins.add(user["id"])

    def _note_payer(self, said: dict[str, Any]) -> None:
        if said.get("clientSecret"):
            self._owners.setdefault(said["clientSecret"], said["userId"])


def _handle_in(credential: dict[str, Any]) -> bytes:
    """Returns the user handle that a passkey has named."""
    return base64.urlsafe_b64decode(f"{credential['response']['userHandle']}===")


def exchange_of(response: httpx.Response) -> Exchange:
    """Returns the exchange of a response; the body of a request is read only where it creates or changes an account."""
    request = response.request
    matters = response.is_success and request.url.path.startswith(ACCOUNTS)
    path = ID.sub("{id}", request.url.path.removeprefix(API))
    return Exchange(
        place=f"{request.method} {path.rstrip('/')}",
        token=request.headers.get("authorization", "").partition(" ")[2],
        sent=_json(request.content) if matters else None,
        status=response.status_code,
        said=_json(response.content),
    )


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace")


def _key(email: str) -> str:
    """Returns the key of an address, which is equal for all spellings of one account."""
    return EmailAddress.of(email, IdnaDomainNames().to_ascii).key
