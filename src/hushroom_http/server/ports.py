"""What the web needs of the world, as small protocols; the composition root provides it, tests do so in memory."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from hushroom_adapters.settings import HttpSettings
from hushroom_domain.application import Application, Queries
from hushroom_domain.payments.ports import Notice
from hushroom_domain.shared.idempotency import IdempotencyKeys
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.ports import Clock


class RateLimitVerdict(Protocol):
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

    async def hit(self, scope: str, client: str) -> RateLimitVerdict | None:
        """Count one request of `client`; `scope` is a field of `RateLimitSettings`. None when limits are off."""
        ...


class Notices(Protocol):
    """Reads what the payment provider sends."""

    def read(self, payload: bytes, signature: str) -> Notice:
        """The notice in these raw bytes; refuses with `NoticeNotSigned` when the signature is bad or stale."""
        ...


class RoomNotice(Protocol):
    """What the audio service tells of a room."""

    @property
    def room(self) -> str: ...
    @property
    def is_in_use(self) -> bool:
        """Returns whether the room was opened, or somebody went into it."""
        ...


class RoomNotices(Protocol):
    """Reads what the audio service sends."""

    def read(self, body: bytes, authorization: str | None) -> RoomNotice:
        """The notice in these raw bytes; raises `ValueError` for what our server did not send like this."""
        ...


class Health(Protocol):
    """Asks how the surroundings are, in bounded time; never raises for something that is down."""

    async def database(self) -> bool: ...

    async def redis(self) -> bool: ...

    async def ready(self) -> Mapping[str, bool]:
        """What must be well before this process is sent requests, by name."""
        ...

    async def tolerated(self) -> Mapping[str, bool]:
        """Returns what may be unwell while requests are served all the same, by name."""
        ...

    async def dependencies(self) -> Mapping[str, bool]:
        """Everything that this platform talks to, by name."""
        ...


class Attendance(Protocol):
    """How many people are in a room now, and whether that is news."""

    @property
    def people(self) -> int: ...
    @property
    def is_news(self) -> bool: ...


class PresenceStore(Protocol):
    """Who is in the room of which session, over all processes; counts people, however many connections they have."""

    async def enter(self, session_id: SessionId, user_id: UserId, connection_id: str) -> Attendance: ...

    async def leave(self, session_id: SessionId, user_id: UserId, connection_id: str) -> Attendance: ...

    async def give_signs(self) -> Mapping[SessionId, Attendance]:
        """Say that the connections of this process are alive; the rooms that lost people who gave no sign."""
        ...


class Sockets(Protocol):
    """Counts the realtime connections of each person, over all processes."""

    async def take(self, user_id: UserId, socket_id: str) -> bool:
        """Counts one more connection, and returns False when the person has as many as one may have."""
        ...

    async def release(self, user_id: UserId, socket_id: str) -> None:
        """Gives the place of a connection back; one that was never there changes nothing."""
        ...

    async def give_signs(self) -> None:
        """Says that the connections of this process are alive."""
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
    def queries(self) -> Queries: ...
    @property
    def rate_limits(self) -> RateLimits: ...
    @property
    def idempotency(self) -> IdempotencyKeys: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def room_notices(self) -> RoomNotices: ...
    @property
    def health(self) -> Health: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def presence(self) -> PresenceStore: ...
    @property
    def sockets(self) -> Sockets: ...
    @property
    def fanout(self) -> Callable[[], Any]:
        """Makes what carries realtime messages to the other processes, for one Socket.IO server."""
        ...

    @property
    def settings(self) -> WebSettings: ...
