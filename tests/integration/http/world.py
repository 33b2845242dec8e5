"""An HTTP client of a platform, with shorthand for the steps of a session."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

import httpx
from attrs import define, field, frozen
from litestar import Litestar

from hushroom_adapters.livekit.notices import RoomNotice
from hushroom_adapters.memory import ManualClock, MemoryGateway
from hushroom_adapters.memory.avatars import MemoryAvatarStore
from hushroom_adapters.settings import HttpSettings, InformationSettings, PhoneAppSettings
from hushroom_domain.application import Application, Queries
from hushroom_domain.identity.use_cases.make_admin import MakeAdmin
from hushroom_domain.payments.errors import NoticeNotSigned
from hushroom_domain.payments.ports import Notice
from hushroom_domain.shared.idempotency import IdempotencyKeys
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Clock
from hushroom_http.app import Web, assemble, create_app
from hushroom_http.server.ports import Platform, RateLimits, RateLimitVerdict
from tests.integration.http import shapes
from tests.integration.http.platform_parts import Parts
from tests.support.watch import LeakWatch

VERIFICATION, RESET = "Confirm your address", "Set a new password"
RECOVERY = "Somebody asked to log in without your second factor"
"""The subjects of the emails that contain a token."""
PASSWORD = "Password123!"
DELETED = "Your account is deleted"
"""The subject of the letter about a deletion."""
BASE = "http://hushroom.localhost/api/v1"
SIGNATURE = "t=1,v1=good"
NOWHERE = "0199a1c2-7d3e-7b10-9f4a-2c5d8e6f7a01"


class Notices:
    """Implements `Notices` with one valid signature."""

    def read(self, payload: bytes, signature: str) -> Notice:
        if signature != SIGNATURE:
            raise NoticeNotSigned
        return Notice(id=json.loads(payload)["id"], type="ping")


class RoomNotices:
    """Implements `RoomNotices` with one valid signature."""

    def read(self, body: bytes, authorization: str | None) -> RoomNotice:
        if authorization != SIGNATURE:
            raise ValueError("the signature does not fit")
        told = json.loads(body)
        room = told.get("room", {"name": ""})["name"]
        return RoomNotice(
            id="EV_1", kind=told.get("event", ""), room=room, identity=None, happened_at=datetime.now(UTC)
        )


@define
class Health:
    """Implements `Health`; `sick` names the failing parts."""

    sick: set[str] = field(factory=set)

    async def database(self) -> bool:
        return "database" not in self.sick

    async def redis(self) -> bool:
        return "redis" not in self.sick

    async def ready(self) -> Mapping[str, bool]:
        return {"database": await self.database()}

    async def tolerated(self) -> Mapping[str, bool]:
        return {name: name not in self.sick for name in ("effects", "effects.mail", "disk")}

    async def dependencies(self) -> Mapping[str, bool]:
        return {name: name not in self.sick for name in ("database", "redis", "stripe")}


class NoLimits:
    """Implements `RateLimits` without a limit."""

    async def hit(self, scope: str, client: str) -> RateLimitVerdict | None:  # noqa: ARG002 - nothing is counted
        return None


class NoStreamLimits:
    """Implements `Streams` without a limit."""

    async def take(self, holder: str, stream_id: str) -> bool:  # noqa: ARG002 - nothing is counted
        return True

    async def release(self, holder: str, stream_id: str) -> None:
        """Frees nothing, because nothing is counted."""

    async def give_signs(self) -> None:
        """Tells nobody, because nothing is counted."""


class NoSignals:
    """Implements `UserSignals` with no signal at all."""

    async def listen(self, heard: Callable[[UserId | None], None]) -> None:  # noqa: ARG002 - there is nothing to hear
        await asyncio.Event().wait()


@frozen(kw_only=True)
class Settings:
    http: HttpSettings
    information: InformationSettings = field(factory=InformationSettings)
    phone_app: PhoneAppSettings = field(factory=PhoneAppSettings)


@define(kw_only=True)
class PartialPlatform:
    """Implements `Platform`."""

    application: Application
    queries: Queries
    idempotency: IdempotencyKeys
    clock: Clock
    avatars: MemoryAvatarStore = field(factory=MemoryAvatarStore)
    rate_limits: RateLimits = field(factory=NoLimits)
    notices: Notices = field(factory=Notices)
    room_notices: RoomNotices = field(factory=RoomNotices)
    streams_of_users: NoStreamLimits = field(factory=NoStreamLimits)
    streams_of_addresses: NoStreamLimits = field(factory=NoStreamLimits)
    user_signals: NoSignals = field(factory=NoSignals)
    health: Health = field(factory=Health)
    settings: Settings


@frozen
class Person:
    """A user with tokens; `companion_id` is set for companions."""

    id: str
    email: str
    token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    companion_id: str = ""


@frozen
class ReceivedResponse:
    """A response and its receiver."""

    actor: Person | None
    path: str
    answer: httpx.Response


def http_settings(**changes: Any) -> HttpSettings:
    usual = {"public_url": "http://hushroom.localhost", "host": "127.0.0.1", "port": 0, "trusted_proxies": 0}
    return HttpSettings(**{**usual, **changes})


@define(repr=False)  # because asyncio asks each task for the text of its result
class World:
    """One platform with its HTTP application; `heard` keeps every response, checked for leaks and for its shape."""

    parts: Parts
    platform: PartialPlatform
    http: httpx.AsyncClient
    watch: LeakWatch
    heard: list[ReceivedResponse] = field(factory=list)
    shown: set[str] = field(factory=set)
    """The objects in the responses, by route and path."""

    @classmethod
    def new(
        cls, parts: Parts, limits: RateLimits | None = None, watch: LeakWatch | None = None, **http: Any
    ) -> "World":
        """Puts the web around a platform; `watch` knows its secrets already."""
        platform = PartialPlatform(
            application=parts.application,
            queries=parts.queries,
            idempotency=parts.idempotency,
            clock=parts.clock,
            avatars=parts.avatars,
            rate_limits=limits or NoLimits(),
            settings=Settings(http=http_settings(**http)),
        )
        return cls.around(parts, platform, web(platform.settings.http), watch)

    @classmethod
    def around(cls, parts: Parts, platform: PartialPlatform, app: Litestar, watch: LeakWatch | None = None) -> "World":
        app.state.platform = platform
        transport, watch = httpx.ASGITransport(cast("Any", app), raise_app_exceptions=False), watch or LeakWatch()
        http = httpx.AsyncClient(transport=transport, base_url=BASE, event_hooks=watch.async_hooks)
        return cls(parts, platform, http, watch)

    @property
    def clock(self) -> ManualClock:
        return self.parts.clock

    @property
    def gateway(self) -> MemoryGateway:
        return self.parts.gateway

    async def settle(self) -> None:
        """Runs all reactions and notices."""
        await self.parts.settle()
        for mail in self.parts.mailer.sent:
            self.watch.read_letter(mail.words.text)

    async def ask(self, method: str, path: str, by: Person | None = None, **request: Any) -> httpx.Response:
        headers = {**({"authorization": f"Bearer {by.token}"} if by else {}), **request.pop("headers", {})}
        answer = await self.http.request(method, path, headers=headers, **request)
        self.heard.append(ReceivedResponse(by, path, answer))
        where = answer.request.url.path
        if answer.is_success and method not in {"HEAD", "OPTIONS"} and where.startswith(f"{shapes.API}/"):
            self.shown |= shapes.hold(method, where, answer.status_code, answer.content)
        return answer

    async def get(self, path: str, by: Person | None = None, **request: Any) -> Any:
        return _good(await self.ask("GET", path, by, **request), 200)

    async def post(self, path: str, by: Person | None = None, body: Any = None, **request: Any) -> Any:
        return _good(await self.ask("POST", path, by, json=body, **request), 201)

    async def patch(self, path: str, by: Person, body: Any) -> Any:
        return _good(await self.ask("PATCH", path, by, json=body), 200)

    async def put(self, path: str, by: Person, body: Any) -> Any:
        return _good(await self.ask("PUT", path, by, json=body), 200)

    async def join(self, name: str) -> Person:
        """Registers a user."""
        email = f"{name}@example.com"
        body = {"email": email, "password": PASSWORD, "dateOfBirth": "1990-05-17", "firstName": name.title()}
        found = await self.post("/auth/register", body=body)
        return Person(found["user"]["id"], email, found["accessToken"], found["refreshToken"])

    async def mailed_token(self, email: str, subject: str) -> str:
        """Sends all emails and returns the token of the last one with this subject."""
        await self.settle()
        mails = [mail for mail in self.parts.mailer.to(email) if mail.words.subject == subject]
        found = re.search(r": (\S+)\n$", mails[-1].words.text)
        assert found is not None
        return found[1]

    async def admin(self, name: str = "root") -> Person:
        person = await self.join(name)
        await self.promote(person)
        return person

    async def promote(self, person: Person) -> None:
        """Makes a user an administrator, as operators do."""
        await self.platform.application.identity.make_admin(MakeAdmin.Command(person.email))
        self.watch.promote(person.id)

    async def applicant(self, name: str, rate: float = 30.5) -> Person:
        """Returns a user who applied to become a companion."""
        person = await self.join(name)
        body = {"baseRate": rate, "bio": f"I am {name}", "expertiseTags": ["writing", "focus"]}
        profile = await self.post("/companions/register", person, body)
        return Person(person.id, person.email, person.token, person.refresh_token, profile["id"])

    async def companion(self, name: str, rate: float = 30.5) -> Person:
        """Returns an approved companion."""
        person = await self.applicant(name, rate)
        await self.post(f"/admin/companions/{person.companion_id}/approve", await self.admin(f"approver-of-{name}"))
        return person

    async def book(self, seeker: Person, **body: Any) -> str:
        return str((await self.post("/sessions", seeker, {"type": "FOCUS", **body}))["id"])

    async def set_goal(self, seeker: Person, session_id: str) -> Any:
        return await self.post("/goals", seeker, goal_body(session_id))

    async def match(self, seeker: Person, companion: Person) -> str:
        """Returns a session that is matched with this companion."""
        session_id = await self.book(seeker)
        body = {"sessionId": session_id, "companionId": companion.companion_id}
        await self.post("/matching/select", seeker, body)
        return session_id

    async def pay(self, seeker: Person, session_id: str) -> Any:
        body = {"sessionId": session_id, "paymentMethodId": "pm_card_visa"}
        return await self.post("/payments/authorize", seeker, body)

    async def step(self, person: Person, session_id: str, *steps: str) -> Any:
        answer: Any = None
        for step in steps:
            answer = await self.post(f"/sessions/{session_id}/{step}", person)
        return answer

    async def ready(self, seeker: Person, companion: Person) -> tuple[str, str]:
        """Returns a session that may start, and its payment."""
        session_id = await self.match(seeker, companion)
        payment = await self.pay(seeker, session_id)
        await self.step(companion, session_id, "ready")
        await self.step(seeker, session_id, "ready")
        return session_id, payment["id"]

    async def end(self, seeker: Person, companion: Person) -> tuple[str, str]:
        """Returns a session that has ended and its payment, before any reaction."""
        session_id, payment_id = await self.ready(seeker, companion)
        await self.step(seeker, session_id, "start", "end")
        return session_id, payment_id


def goal_body(session_id: str, **changes: Any) -> dict[str, Any]:
    usual = {
        "sessionId": session_id,
        "title": "Finish the chapter",
        "description": "Write the last two sections.",
        "successCriteria": ["Both are written"],
        "keywords": ["writing"],
    }
    return {**usual, **changes}


def app_of(platform: PartialPlatform) -> Litestar:
    """Builds the HTTP application for a platform that has as much as the routes read."""
    return create_app(cast("Platform", platform))


def restarted_world(parts: Parts) -> World:
    """Returns a world with a new HTTP application, as after a restart."""
    made = World.new(parts)
    return World.around(made.parts, made.platform, app_of(made.platform))


@cache
def web(settings: HttpSettings) -> Web:
    """Builds one HTTP application for all worlds of these settings, because building it takes time."""
    return assemble(settings)


def _good(answer: httpx.Response, status: int) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()
