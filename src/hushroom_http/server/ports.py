"""The ports of the web; the composition root provides their implementations, tests do so in memory."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from hushroom_adapters.settings import HttpSettings, InformationSettings, PhoneAppSettings
from hushroom_domain.application import Application, Queries
from hushroom_domain.payments.ports import Notice
from hushroom_domain.shared.idempotency import IdempotencyKeys
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.ports import Clock


class RateLimitVerdict(Protocol):
    """The result of counting one request: `remaining` of `limit` requests for the next `reset_seconds`.

    `window_seconds` is the length of the window of `limit`.
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
        """Counts one request of `client`; `scope` is a field of `RateLimitSettings`. Returns None if limits are off."""
        ...


class Notices(Protocol):
    """Reads the notices of the payment provider."""

    def read(self, payload: bytes, signature: str) -> Notice:
        """Returns the notice in raw bytes. Raises: NoticeNotSigned for a bad or stale signature."""
        ...


class RoomNotice(Protocol):
    """A notice of the audio service about a room."""

    @property
    def room(self) -> str: ...
    @property
    def is_in_use(self) -> bool:
        """Returns whether the room was opened or entered."""
        ...


class RoomNotices(Protocol):
    """Reads the notices of the audio service."""

    def read(self, body: bytes, authorization: str | None) -> RoomNotice:
        """Returns the notice in raw bytes. Raises: ValueError for a body that the audio service did not sign."""
        ...


class Avatars(Protocol):
    """Reads the stored pictures of people."""

    async def get(self, name: str, size: int) -> bytes | None:
        """Returns a picture as WebP in one size; None for an unknown name. Raises: AvatarStorageUnavailable."""
        ...


class Health(Protocol):
    """Checks the services around the web in bounded time; a service that is down raises nothing."""

    async def database(self) -> bool: ...

    async def redis(self) -> bool: ...

    async def ready(self) -> Mapping[str, bool]:
        """Returns the state of each service that this process needs to serve requests."""
        ...

    async def tolerated(self) -> Mapping[str, bool]:
        """Returns the state of each service without which requests are still served."""
        ...

    async def dependencies(self) -> Mapping[str, bool]:
        """Returns the state of every service that the platform uses."""
        ...


class Attendance(Protocol):
    """The number of people in a room; `is_news` if the number has changed."""

    @property
    def people(self) -> int: ...
    @property
    def is_news(self) -> bool: ...


class PresenceStore(Protocol):
    """The people in the room of each session over all processes; several connections of one person count once."""

    async def enter(self, session_id: SessionId, user_id: UserId, connection_id: str) -> Attendance: ...

    async def leave(self, session_id: SessionId, user_id: UserId, connection_id: str) -> Attendance: ...

    async def give_signs(self) -> Mapping[SessionId, Attendance]:
        """Marks this process's connections as alive, and returns the rooms that lost silent people."""
        ...


class Sockets(Protocol):
    """Counts the realtime connections of each person, over all processes."""

    async def take(self, user_id: UserId, socket_id: str) -> bool:
        """Counts one more connection; returns False if the person has reached the limit."""
        ...

    async def release(self, user_id: UserId, socket_id: str) -> None:
        """Frees the place of a connection; an unknown connection changes nothing."""
        ...

    async def give_signs(self) -> None:
        """Marks the connections of this process as alive."""
        ...


class Streams(Protocol):
    """Counts the open streams of each holder, a person or a client address, over all processes."""

    async def take(self, holder: str, stream_id: str) -> bool:
        """Counts one more stream; returns False if the holder has reached the limit."""
        ...

    async def release(self, holder: str, stream_id: str) -> None:
        """Frees the place of a stream; an unknown stream changes nothing."""
        ...

    async def give_signs(self) -> None:
        """Marks the streams of this process as alive."""
        ...


class UserSignals(Protocol):
    """Signals about single users from every process: a sign-in ended, or the notifications changed."""

    async def listen(self, heard: Callable[[UserId | None], None]) -> None:
        """Calls `heard` with the user of each signal, until it is cancelled.

        Calls it with None when signals may have been missed: at the beginning, and after an outage.
        """
        ...


class WebSettings(Protocol):
    """The part of the settings that the web reads."""

    @property
    def http(self) -> HttpSettings: ...
    @property
    def information(self) -> InformationSettings: ...
    @property
    def phone_app(self) -> PhoneAppSettings: ...


class Platform(Protocol):
    """An open application with the ports of the web."""

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
    def avatars(self) -> Avatars: ...
    @property
    def health(self) -> Health: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def presence(self) -> PresenceStore: ...
    @property
    def sockets(self) -> Sockets: ...
    @property
    def streams_of_users(self) -> Streams: ...
    @property
    def streams_of_addresses(self) -> Streams: ...
    @property
    def user_signals(self) -> UserSignals: ...
    @property
    def fanout(self) -> Callable[[], Any]:
        """Makes the carrier of realtime messages between processes, for one Socket.IO server."""
        ...

    @property
    def settings(self) -> WebSettings: ...
