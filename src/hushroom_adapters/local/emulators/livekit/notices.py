"""Signed webhooks: sent in order and again when the receiver fails, as LiveKit sends them."""

import asyncio
import base64
import hashlib
import logging
from datetime import timedelta

import aiohttp
from google.protobuf.json_format import MessageToJson
from livekit.api import AccessToken
from livekit.protocol.webhook import WebhookEvent

from hushroom_adapters.local.emulators.livekit.faults import Fault, FaultPlan, Trouble, Where

PAUSES_SECONDS = (0.0, 0.2, 0.5, 1.0, 2.0, 4.0)
ANSWER_SECONDS = 5.0
TOKEN_LIFETIME = timedelta(minutes=5)
LOG = logging.getLogger(__name__)


class Notices:
    """The sender of the webhooks: set `url`, announce events, run `deliver_for_ever` beside the server."""

    def __init__(self, url: str | None, api_key: str, api_secret: str, plan: FaultPlan) -> None:
        """Without a url, keeps the events for `/_sandbox/notices` only."""
        self.url = url
        self.told: list[WebhookEvent] = []
        self.accepted: list[WebhookEvent] = []
        self._key = (api_key, api_secret)
        self._plan = plan
        self._waiting: asyncio.Queue[WebhookEvent] = asyncio.Queue()
        self._late: set[asyncio.Task[None]] = set()

    def tell(self, event: WebhookEvent) -> None:
        snapshot = WebhookEvent()
        snapshot.CopyFrom(event)
        self.told.append(snapshot)
        self._waiting.put_nowait(snapshot)

    async def deliver_for_ever(self) -> None:
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as client:
            while True:
                event = await self._waiting.get()
                await self._deliver(client, event, self._plan.next_for(Where.NOTICE, event.event))

    async def _deliver(self, client: aiohttp.ClientSession, event: WebhookEvent, fault: Fault | None) -> None:
        trouble = None if fault is None else fault.trouble
        if trouble is Trouble.DROP:
            return
        if fault is not None and trouble is Trouble.DELAY:
            late = asyncio.create_task(self._send_later(client, event, fault.seconds))
            self._late.add(late)
            late.add_done_callback(self._late.discard)
            return
        for _ in range(2 if trouble is Trouble.DUPLICATE else 1):
            await self._send(client, event)

    async def _send_later(self, client: aiohttp.ClientSession, event: WebhookEvent, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._send(client, event)

    async def _send(self, client: aiohttp.ClientSession, event: WebhookEvent) -> None:
        """Sends a notice until it is accepted, or for about eight seconds."""
        for pause in PAUSES_SECONDS:
            await asyncio.sleep(pause)
            if self.url is None:
                return
            if await self._taken(client, self.url, event):
                self.accepted.append(event)
                return
        LOG.warning("nobody took the notice %s of %s", event.id, event.event)

    async def _taken(self, client: aiohttp.ClientSession, url: str, event: WebhookEvent) -> bool:
        body = MessageToJson(event, indent=None).encode()
        headers = {"Content-Type": "application/webhook+json", "Authorization": self._signature(body)}
        try:
            async with client.post(url, data=body, headers=headers) as answer:
                return answer.ok
        except (aiohttp.ClientError, TimeoutError):
            return False

    def _signature(self, body: bytes) -> str:
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        return AccessToken(*self._key).with_ttl(TOKEN_LIFETIME).with_sha256(digest).to_jwt()
