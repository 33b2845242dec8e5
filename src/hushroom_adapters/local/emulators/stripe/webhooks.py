"""Webhooks: each event is sent to each listening endpoint, signed, until it is accepted."""

import asyncio
import hashlib
import hmac
import json
import logging
import sqlite3
import time
from collections.abc import Iterable

import aiohttp
from attrs import define, field

from hushroom_adapters.local.emulators.stripe.desk import PLATFORM, Desk
from hushroom_adapters.local.emulators.stripe.events import thin
from hushroom_adapters.local.emulators.stripe.faults import Fault, Faults
from hushroom_adapters.local.emulators.stripe.fields import Resource
from hushroom_adapters.local.emulators.stripe.present import bare
from hushroom_adapters.local.emulators.stripe.resources.event_log import with_pending

RETRY_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0)  # hours and days at the real Stripe
TIMEOUT_SECONDS = 10.0
AT_ONCE = 16
BATCH = 100
TAKEN = range(200, 300)
LOG = logging.getLogger(__name__)


def signature(body: bytes, secret: str, timestamp: int) -> str:
    """Returns the `Stripe-Signature` header over the raw bytes."""
    signed = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={signed}"


@define
class Courier:
    """Delivers the waiting events; several at once, begun in the order of the changes."""

    desk: Desk
    faults: Faults
    retry_seconds: tuple[float, ...] = RETRY_SECONDS
    wake: asyncio.Event = field(factory=asyncio.Event)
    under_way: dict[int, "asyncio.Task[None]"] = field(factory=dict)
    client: aiohttp.ClientSession | None = None

    async def run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        connector = aiohttp.TCPConnector(limit=AT_ONCE)
        async with aiohttp.ClientSession(timeout=timeout, connector=connector) as self.client:
            try:
                while True:
                    self.wake.clear()
                    for delivery in self._due():
                        self._begin(delivery)
                    await self._next()
            finally:
                await _stopped(self.under_way.values())

    async def deliver(self, events: Iterable[str]) -> None:
        """Makes one attempt at each open delivery of these events, now."""
        tasks = [self._begin(delivery) for event in events for delivery in self._open_of(event)]
        if tasks:
            await asyncio.wait(tasks, timeout=TIMEOUT_SECONDS)

    def _begin(self, delivery: sqlite3.Row) -> "asyncio.Task[None]":
        seq: int = delivery["seq"]
        if seq not in self.under_way:
            task = asyncio.create_task(self._kept_going(delivery))
            self.under_way[seq] = task
            task.add_done_callback(lambda _: self._ended(seq))
        return self.under_way[seq]

    async def _kept_going(self, delivery: sqlite3.Row) -> None:
        """Logs an error of the courier and counts it as a failed attempt, so that it cannot repeat at full speed."""
        try:
            await self._attempt(delivery)
        except Exception as mistake:
            LOG.exception("delivery %s of %s failed", delivery["seq"], delivery["event"])
            self._failed(delivery, None, repr(mistake))

    def _ended(self, seq: int) -> None:
        self.under_way.pop(seq)
        self.wake.set()

    async def _attempt(self, delivery: sqlite3.Row) -> None:
        event = self.desk.store.fetch(delivery["event"])
        endpoint = self.desk.store.get(PLATFORM, "webhook_endpoint", delivery["endpoint"])
        if event is None or endpoint is None:  # everything was forgotten meanwhile
            return
        plan = {} if delivery["planned"] else self.faults.take_for_event(event["type"])
        if endpoint["status"] != "enabled":
            self._set(delivery, state="given up", error="the endpoint is disabled")
        elif not self._postponed(delivery, plan):
            await self._send(delivery, event, endpoint, plan)

    def _postponed(self, delivery: sqlite3.Row, plan: dict[str, Fault]) -> bool:
        now = self.desk.clock.exact()
        if "drop" in plan:
            self._set(delivery, state="dropped", planned=1)
        elif "delay" in plan:
            self._set(delivery, due=now + plan["delay"].seconds, planned=1)
        elif "reorder" in plan:
            self._set(delivery, due=now + plan["reorder"].seconds, planned=1, held=1)
        else:
            return False
        return True

    async def _send(self, delivery: sqlite3.Row, event: Resource, endpoint: Resource, plan: dict[str, Fault]) -> None:
        copies = plan["duplicate"].copies if "duplicate" in plan else 0
        status, error = await self._post(event, endpoint)
        for _ in range(copies):
            status, error = await self._post(event, endpoint)
        if status in TAKEN:
            self._set(delivery, state="delivered", status=status, error=None, attempts=delivery["attempts"] + 1)
            self._let_go(delivery)
        else:
            self._failed(delivery, status, error)

    async def _post(self, event: Resource, endpoint: Resource) -> tuple[int | None, str | None]:
        assert self.client is not None
        told = thin(event) if endpoint.get("_payload") == "thin" else bare(with_pending(self.desk, event))
        body = json.dumps(told, indent=2).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "Stripe-Signature": signature(body, endpoint["_secret"], int(time.time())),
        }
        try:
            async with self.client.post(endpoint["url"], data=body, headers=headers, allow_redirects=False) as answer:
                return answer.status, None if answer.status in TAKEN else (await answer.text())[:500]
        except (aiohttp.ClientError, TimeoutError) as failure:
            return None, repr(failure)

    def _failed(self, delivery: sqlite3.Row, status: int | None, error: str | None) -> None:
        attempts = delivery["attempts"] + 1
        if attempts > len(self.retry_seconds):
            self._set(delivery, state="given up", attempts=attempts, status=status, error=error)
            return
        due = self.desk.clock.exact() + self.retry_seconds[attempts - 1]
        self._set(delivery, attempts=attempts, due=due, planned=1, status=status, error=error)

    def _let_go(self, delivery: sqlite3.Row) -> None:
        """Releases an event that was held back so that it follows a later one."""
        self.desk.store.rows.execute(
            "UPDATE deliveries SET due = ?, held = 0 WHERE endpoint = ? AND held = 1 AND seq < ?",
            (self.desk.clock.exact(), delivery["endpoint"], delivery["seq"]),
        )

    def _set(self, delivery: sqlite3.Row, **values: object) -> None:
        names = ", ".join(f"{name} = :{name}" for name in values)
        self.desk.store.rows.execute(
            f"UPDATE deliveries SET {names} WHERE seq = :seq",  # noqa: S608  the names are ours
            {**values, "seq": delivery["seq"]},
        )

    def _due(self) -> list[sqlite3.Row]:
        return self.desk.store.rows.execute(
            "SELECT * FROM deliveries WHERE state = 'open' AND due <= ? ORDER BY seq LIMIT ?",
            (self.desk.clock.exact(), BATCH),
        ).fetchall()

    def _open_of(self, event: str) -> list[sqlite3.Row]:
        return self.desk.store.rows.execute(
            "SELECT * FROM deliveries WHERE event = ? AND state = 'open'", (event,)
        ).fetchall()

    async def _next(self) -> None:
        """Waits until an event is written or the next retry is due."""
        due = self.desk.store.rows.execute(
            "SELECT MIN(due) FROM deliveries WHERE state = 'open' AND due > ?", (self.desk.clock.exact(),)
        ).fetchone()[0]
        seconds = None if due is None else max(0.0, due - self.desk.clock.exact())
        try:
            await asyncio.wait_for(self.wake.wait(), seconds)
        except TimeoutError:
            return


async def _stopped(tasks: Iterable["asyncio.Task[None]"]) -> None:
    unfinished = list(tasks)
    for task in unfinished:
        task.cancel()
    await asyncio.gather(*unfinished, return_exceptions=True)
