"""Slow work, such as hashing passwords, can check whether the client is still connected."""

import asyncio
from typing import Any

from hushroom_adapters.bootstrap import GONE
from hushroom_http.server.disconnects import Attended
from tests.integration.http.world import http_settings, web

BODY = b'{"email": "ada@example.com"}'
SLOW = {
    "/auth/change-password",
    "/auth/login",
    "/auth/passkey/finish",
    "/auth/password-strength",
    "/auth/providers/prove-account",
    "/auth/reactivate",
    "/auth/register",
    "/auth/reset-password",
    "/auth/second-factor",
    "/auth/second-factor/enrol/confirm",
    "/users/me/email-change",
    "/users/me/passkeys",
    "/users/me/passkeys/begin",
}


class FakeConnection:
    """A connection whose client sends a body in two parts and disconnects on request."""

    def __init__(self) -> None:
        self.hangs_up = asyncio.Event()
        self._parts = [BODY[:5], BODY[5:]]

    async def receive(self) -> Any:
        if self._parts:
            return {"type": "http.request", "body": self._parts.pop(0), "more_body": bool(self._parts)}
        await self.hangs_up.wait()
        return {"type": "http.disconnect"}


async def read(receive: Any) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message["body"]
        more = message["more_body"]
    return body


async def nothing(_: Any) -> None:
    """Discards a message."""


async def test_a_client_that_hangs_up_is_noticed_while_its_work_waits() -> None:
    line = FakeConnection()
    found: list[object] = []

    async def app(_scope: Any, receive: Any, _send: Any) -> None:
        found.append(await read(receive))
        found.append(GONE.get()())
        line.hangs_up.set()
        while not GONE.get()():  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0)
        found.append((await receive())["type"])

    await Attended(app)({"type": "http"}, line.receive, nothing)  # type: ignore[arg-type]
    assert found == [BODY, False, "http.disconnect"]
    assert not GONE.get()()


async def test_a_client_that_stays_is_not_gone_and_nobody_looks_on_afterwards() -> None:
    line = FakeConnection()

    async def app(_scope: Any, receive: Any, _send: Any) -> None:
        await read(receive)
        await asyncio.sleep(0)
        assert not GONE.get()()

    before = asyncio.all_tasks()
    await Attended(app)({"type": "http"}, line.receive, nothing)  # type: ignore[arg-type]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before


def test_the_routes_that_hash_passwords_are_attended() -> None:
    attended = {
        route.path.removeprefix("/api/v1")
        for route in web(http_settings()).routes
        for handler in getattr(route, "route_handlers", ())
        if Attended in handler.resolve_middleware()
    }
    assert attended == SLOW
