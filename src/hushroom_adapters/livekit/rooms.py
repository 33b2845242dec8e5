"""Audio rooms at a LiveKit server, through its official client."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from types import TracebackType
from typing import Self

import aiohttp
from google.protobuf.message import DecodeError
from livekit.api import AccessToken, LiveKitAPI, ServerError, ServerErrorCode, VideoGrants
from livekit.protocol.room import CreateRoomRequest, DeleteRoomRequest, ListParticipantsRequest, ListRoomsRequest

from hushroom_domain.media.errors import MediaUnavailable

TIMEOUT_SECONDS = 5.0
MICROPHONE = "microphone"
WRONG_CREDENTIALS = frozenset({ServerErrorCode.UNAUTHENTICATED, ServerErrorCode.PERMISSION_DENIED})
OVERLOADED = ServerErrorCode.RESOURCE_EXHAUSTED
FIRST_SERVER_FAULT = 500


class LiveKitRooms:
    """Implements `Rooms`. The connection is made at the first call; `async with` or `aclose` ends it."""

    def __init__(
        self,
        url: str,
        api_key: str,
        api_secret: str,
        *,
        public_url: str | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        """Keeps the server's address (http, https, ws or wss) and the key pair that signs our requests.

        Clients connect to `public_url`, to the same address without one.
        """
        self._url = url
        self._public_url = public_url or url
        self._key = (api_key, api_secret)
        self._timeout_seconds = timeout_seconds
        self._api: LiveKitAPI | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        if self._api is not None:
            await self._api.aclose()
            self._api = None

    @property
    def url(self) -> str:
        return f"ws{self._public_url.removeprefix('http')}" if self._public_url.startswith("http") else self._public_url

    async def open(self, name: str, *, empty_timeout_seconds: int, max_participants: int) -> None:
        request = CreateRoomRequest(name=name, empty_timeout=empty_timeout_seconds, max_participants=max_participants)
        async with self._asking() as api:
            await api.room.create_room(request)

    async def close(self, name: str) -> None:
        try:
            async with self._asking() as api:
                await api.room.delete_room(DeleteRoomRequest(room=name))
        except ServerError as error:
            if error.code != ServerErrorCode.NOT_FOUND:
                raise

    async def names(self) -> frozenset[str]:
        async with self._asking() as api:
            answer = await api.room.list_rooms(ListRoomsRequest())
        return frozenset(room.name for room in answer.rooms)

    async def participants(self, name: str) -> frozenset[str]:
        try:
            async with self._asking() as api:
                answer = await api.room.list_participants(ListParticipantsRequest(room=name))
        except ServerError as error:
            if error.code != ServerErrorCode.NOT_FOUND:
                raise
            return frozenset()
        return frozenset(participant.identity for participant in answer.participants)

    def token(self, name: str, *, identity: str, display_name: str | None, lifetime: timedelta) -> str:
        """Returns a token for this room alone: to hear and to publish the microphone, no video, no data."""
        grants = VideoGrants(
            room_join=True,
            room=name,
            can_subscribe=True,
            can_publish=True,
            can_publish_sources=[MICROPHONE],
            can_publish_data=False,
        )
        token = AccessToken(*self._key).with_identity(identity).with_grants(grants).with_ttl(lifetime)
        return (token.with_name(display_name) if display_name else token).to_jwt()

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[LiveKitAPI]:
        """Yields the client; a failure that a later attempt may not have becomes MediaUnavailable."""
        if self._api is None:
            self._api = LiveKitAPI(self._url, *self._key)
        try:
            # Not the library's own time-out: it passes None to each request, which removes any time-out.
            async with asyncio.timeout(self._timeout_seconds):
                yield self._api
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise MediaUnavailable from error
        except DecodeError as error:  # a proxy answered instead of LiveKit
            raise MediaUnavailable from error
        except ServerError as error:
            if _is_theirs_to_mend(error):
                raise MediaUnavailable from error
            raise


def _is_theirs_to_mend(error: ServerError) -> bool:
    """Returns whether the server or its operator must act; wrong credentials are no fault of the request either."""
    return error.status >= FIRST_SERVER_FAULT or error.code in {*WRONG_CREDENTIALS, OVERLOADED}
