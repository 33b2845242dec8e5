"""An HTTP client for URLs from outside."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import ThreadedResolver
from attrs import field, frozen

from hushroom_adapters.outgoing.errors import AddressRefused, CallFailed
from hushroom_adapters.outgoing.resolver import PrivateAddress, PublicResolver
from hushroom_domain.shared.public_addresses import is_loopback_url, is_public_url

TIMEOUT_SECONDS = 10.0
CONNECTIONS_EACH = 8
"""The most connections to one host: further calls wait, so that a host that hangs holds up no call to another one."""
CONNECTIONS = 8 * CONNECTIONS_EACH
"""The most connections to all hosts together."""
PIECE_BYTES = 16_384
PLAIN = {"Accept-Encoding": "identity"}
"""A compressed answer could be small on its way and huge when it is read, so none is asked for and none is unpacked."""


@frozen
class OutgoingAnswer:
    """The answer to a call. `body` is empty if no body was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class OutgoingClient:
    """Calls hosts of the public internet. The connections are made at the first call; `aclose` ends them.

    The address that was checked is the one that is called, however often the name changes its address. Redirects are
    not followed, no cookies are kept, no proxy of the environment is used, and a call is bounded in time and in size.
    """

    def __init__(
        self,
        *,
        takes_loopback: bool = False,
        names: AbstractResolver | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        """Calls this machine too if `takes_loopback`. `names` resolves host names; None is the system's resolver."""
        self._takes_loopback, self._names = takes_loopback, names
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def may_call(self, url: str) -> bool:
        """Returns whether the URL itself is allowed; the addresses of its host are checked by `call`."""
        return is_public_url(url) or (self._takes_loopback and is_loopback_url(url))

    async def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        most_bytes: int = 0,
    ) -> OutgoingAnswer:
        """Returns the answer, with a body of at most `most_bytes`; 0 reads no body.

        Raises: AddressRefused, CallFailed.
        """
        if not self.may_call(url):
            raise AddressRefused
        try:
            async with self._connected().request(
                method, url, headers={**PLAIN, **(headers or {})}, data=body, allow_redirects=False
            ) as response:
                return OutgoingAnswer(response.status, response.headers, await _read(response, most_bytes))
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, PrivateAddress):
                raise AddressRefused from error
            raise CallFailed from error
        # ValueError is about a header or a name that cannot be sent, which a provider or a person wrote.
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise CallFailed from error

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            resolver = PublicResolver(self._names or ThreadedResolver(), takes_loopback=self._takes_loopback)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    resolver=resolver, use_dns_cache=False, limit=CONNECTIONS, limit_per_host=CONNECTIONS_EACH
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._timeout,
                auto_decompress=False,
                trust_env=False,
            )
        return self._session


async def _read(response: aiohttp.ClientResponse, most_bytes: int) -> bytes:
    """Returns the body. Raises: CallFailed (longer than `most_bytes`); the rest is not read."""
    pieces = bytearray()
    if most_bytes:
        async for piece in response.content.iter_chunked(PIECE_BYTES):
            pieces += piece
            if len(pieces) > most_bytes:
                response.close()
                raise CallFailed
    return bytes(pieces)
