"""Asks a LiveKit server whether it is there and takes our key."""

import asyncio

from livekit.api import LiveKitAPI
from livekit.protocol.room import ListRoomsRequest


async def probe_livekit(url: str, api_key: str, api_secret: str, *, timeout_seconds: float = 5.0) -> str:
    """Returns the state of the service in one line. Raises the errors of the client unchanged."""
    async with asyncio.timeout(timeout_seconds), LiveKitAPI(url, api_key, api_secret) as api:
        rooms = await api.room.list_rooms(ListRoomsRequest())
    return f"answers, {len(rooms.rooms)} rooms open"
