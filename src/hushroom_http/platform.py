"""What the web needs of the world, as small protocols; the composition root provides it, tests do so in memory."""

from collections.abc import Mapping
from typing import Protocol

from hushroom_adapters.settings import HttpSettings
from hushroom_domain.application import Application
from hushroom_domain.payments.ports import Notice


class Verdict(Protocol):
    """What counting one request came to: `remaining` of `limit` requests until `reset_seconds` from now.

    `window_seconds` is the length of the window that `limit` is for.
    """

    @property
    def allowed(self) -> bool: ...
    @property
    def limit(self) -> int: ...
    @property
    def remaining(self) -> int: ...
    @property
    def reset_seconds(self) -> int: ...
    @property
    def window_seconds(self) -> int: ...


class RateLimits(Protocol):
    """Counts requests."""

    async def hit(self, scope: str, client: str) -> Verdict | None:
        """Count one request of `client`; `scope` is a field of `RateLimitSettings`. None when limits are off."""
        ...


class Notices(Protocol):
    """Reads what the payment provider sends."""

    def read(self, payload: bytes, signature: str) -> Notice:
        """The notice in these raw bytes; refuses with `Invalid` when the signature is bad or stale."""
        ...


class Health(Protocol):
    """Asks how the surroundings are, in bounded time; never raises for something that is down."""

    async def database(self) -> bool: ...

    async def redis(self) -> bool: ...

    async def ready(self) -> Mapping[str, bool]:
        """What must be well before this process is sent requests, by name."""
        ...

    async def dependencies(self) -> Mapping[str, bool]:
        """Everything that this platform talks to, by name."""
        ...


class WebSettings(Protocol):
    """The part of the settings that the web reads."""

    @property
    def http(self) -> HttpSettings: ...


class Platform(Protocol):
    """An opened application with what stands around it."""

    @property
    def application(self) -> Application: ...
    @property
    def rate_limits(self) -> RateLimits: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def health(self) -> Health: ...
    @property
    def settings(self) -> WebSettings: ...
