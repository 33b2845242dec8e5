"""A served platform, and users connected with a real Socket.IO client."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import httpx
import psycopg
import socketio
from attrs import define, field, frozen

from hushroom_adapters.bootstrap import Platform
from hushroom_adapters.jobs.reaction_runner import ReactionRunner
from hushroom_adapters.security import JoseTokens
from hushroom_adapters.settings import read_settings
from hushroom_domain.identity.model import UserRole
from hushroom_domain.identity.policy import ACCESS_TOKEN_LIFETIME
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.lanes import Lane
from hushroom_http.serving import serving
from tests.support.builders import a_user
from tests.support.leak_rules import Exchange, TokenOwner
from tests.support.listening import listening
from tests.support.platforms import SessionDriver
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.watch import LeakWatch

SESSIONS, DRIFT = "/ws/session", "/ws/drift"
SILENCE_SECONDS = 0.4
Heard = tuple[str, Any]


@asynccontextmanager
async def served(
    environment: dict[str, str], *, beat_seconds: float | None = None, **patience: float
) -> AsyncIterator[str]:
    """Runs a web server in this process, sets these intervals of its gateway in seconds, and yields its address.

    `beat_seconds` is the interval of its streams of notifications.
    """
    app = serving(read_settings(environment))
    if beat_seconds is not None:
        app.state.notice_streams.beat_seconds = beat_seconds
    for name, seconds in patience.items():
        setattr(app.gateway, name, seconds)
    async with listening(app) as url:
        yield url


@define(eq=False)
class RealtimeClient:
    """One connection of one user, and the messages that it received in one namespace."""

    namespace: str
    client: socketio.AsyncClient = field(init=False)
    answers: list[aiohttp.ClientResponse] = field(factory=list, init=False)
    heard: list[Heard] = field(factory=list, init=False)
    _news: asyncio.Condition = field(factory=asyncio.Condition, init=False)

    def __attrs_post_init__(self) -> None:
        http = aiohttp.ClientSession(response_class=self._answer)  # type: ignore[arg-type]  # it is only called
        self.client = socketio.AsyncClient(reconnection=False, handle_sigint=False, http_session=http)
        self.client.on("*", self._hear, namespace=self.namespace)
        self.client.on("disconnect", self._fall_silent, namespace=self.namespace)

    def _answer(self, *about: Any, **more: Any) -> aiohttp.ClientResponse:
        self.answers.append(aiohttp.ClientResponse(*about, **more))
        return self.answers[-1]

    async def _hear(self, event: str, data: Any) -> None:
        async with self._news:
            self.heard.append((event, data))
            self._news.notify_all()

    async def _fall_silent(self, *_: Any) -> None:
        await self._hear("(disconnected)", None)

    async def connect(self, url: str, auth: Any, transports: tuple[str, ...] = ("websocket",)) -> None:
        await self.client.connect(url, auth=auth, namespaces=[self.namespace], transports=list(transports))

    async def send(self, event: str, *data: Any) -> None:
        await self.client.emit(event, data, namespace=self.namespace)

    async def asks(self, event: str, *data: Any) -> None:
        """Sends an event and waits for its acknowledgement."""
        await self.client.call(event, data, namespace=self.namespace, timeout=PATIENCE_SECONDS)

    async def hears(self, event: str, where: Callable[[Any], bool] = lambda _: True) -> Any:
        """Waits for an event, removes it and returns its data."""
        async with self._news:

            def found() -> tuple[str, Any] | None:
                return next((one for one in self.heard if one[0] == event and where(one[1])), None)

            try:
                await asyncio.wait_for(self._news.wait_for(lambda: found() is not None), PATIENCE_SECONDS)
            except TimeoutError:
                raise AssertionError(f"{event} was not heard, but {self.heard}") from None
            one = found()
            assert one is not None
            self.heard.remove(one)
        # No message in a room may contain a secret.
        LeakWatch().judge(Exchange(place=event, token="", sent=None, status=0, said=one[1]))
        return one[1]

    async def dismissed(self, event: str) -> str:
        """Waits until the connection is closed, and returns the reason given for this event."""
        message = await self.refused(event)
        await self.hears("(disconnected)")
        return message

    async def refused(self, event: str) -> str:
        """Waits until this event is refused, and returns the message."""
        found: str = (await self.hears("error", lambda said: said["event"] == event))["message"]
        return found

    async def silence(self, event: str) -> None:
        """Asserts that no such event arrives for a while."""
        await asyncio.sleep(SILENCE_SECONDS)
        assert [one for one in self.heard if one[0] == event] == []

    async def close(self) -> None:
        if self.client.connected:
            await self.client.disconnect()
        await self.client.eio.disconnect(abort=True)
        for answer in self.answers:  # The library does not close responses that it has not read completely.
            answer.close()
        await self.client.eio.http.close()


@frozen(kw_only=True)
class RealtimeHarness:
    """One platform as the jobs open it, and the web processes that serve it."""

    platform: Platform
    environment: dict[str, str]
    url: str
    ears: list[RealtimeClient] = field(factory=list)
    watch: LeakWatch = field(factory=LeakWatch)

    @property
    def lives(self) -> SessionDriver:
        return SessionDriver(self.platform.application, self.platform.queries)

    async def token(self, user_id: Any, seconds: float | None = None) -> str:
        """Returns an access token of this user that is valid for so many seconds."""
        kid, secret = self.environment["HUSHROOM_TOKEN_KEYS"].split(":")
        issued = datetime.now(UTC)
        if seconds is not None:
            issued += timedelta(seconds=seconds) - ACCESS_TOKEN_LIFETIME
        with psycopg.connect(self.environment["DATABASE_URL"]) as rows:
            row = rows.execute("SELECT email, role FROM users WHERE id = %s", (user_id,)).fetchone()
        assert row is not None
        user = a_user(id=user_id, email=row[0], role=UserRole(row[1]))
        token = JoseTokens(secrets={kid: secret}, signs_with=kid).issue(user, None, issued)
        self.watch.know(token, TokenOwner(str(user_id), row[0]))
        return token

    async def ear(self, user_id: Any, namespace: str = SESSIONS, *, url: str = "", **more: Any) -> RealtimeClient:
        """Connects a user."""
        ear = RealtimeClient(namespace)
        self.ears.append(ear)
        await ear.connect(url or self.url, {"token": await self.token(user_id)}, **more)
        return ear

    async def in_room(self, user_id: Any, session: Session, *, url: str = "") -> RealtimeClient:
        """Connects a user, joins the room of the session, and consumes the messages of the join."""
        ear = await self.ear(user_id, url=url)
        await ear.send("join-room", {"sessionId": str(session.id)})
        await ear.hears("participant-joined")
        await ear.hears("timer-tick")
        return ear

    async def watching(self, user_id: Any, session: Session, *, url: str = "") -> RealtimeClient:
        """Connects a user to the drift namespace of the session."""
        ear = await self.ear(user_id, DRIFT, url=url)
        await ear.send("join-session", {"sessionId": str(session.id)})
        await ear.send("(are you there?)")
        await ear.refused("(are you there?)")
        return ear

    async def step(self, user_id: Any, session: Session, step: str) -> httpx.Response:
        """Changes the session's status through API v1."""
        headers = {"Authorization": f"Bearer {await self.token(user_id)}"}
        base, hooks = f"{self.url}/api/v1", self.watch.async_hooks
        async with httpx.AsyncClient(
            base_url=base, headers=headers, timeout=PATIENCE_SECONDS, event_hooks=hooks
        ) as http:
            return await http.post(f"/sessions/{session.id}/{step}")

    async def settle(self) -> None:
        """Runs the due reactions, as a worker does."""
        effects = ReactionRunner(
            application=self.platform.application,
            outbox=self.platform.outbox,
            read_event=self.platform.read_event,
            clock=self.platform.clock,
        )
        while jobs := await self.platform.outbox.lease(dict.fromkeys(Lane, 100), 60, self.platform.clock.now()):
            for job in jobs:
                await effects.carry_out(job.id)

    async def began(self, session: Session, minutes_ago: int) -> None:
        """Moves the start of the session into the past."""
        with psycopg.connect(self.environment["DATABASE_URL"]) as rows:
            rows.execute(
                "UPDATE sessions SET started_at = now() - make_interval(mins => %s) WHERE id = %s",
                (minutes_ago, session.id),
            )


@frozen
class _Named:
    """The part of a user that a token holds."""

    id: Any
    email: str
    role: Any

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "role", _Valued(str(self.role)))


@frozen
class _Valued:
    value: str
