"""The stream of notifications: to every open page, in whichever process, and no longer than the sign-in lasts."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from attrs import define, field, frozen

from hushroom_adapters.local.embedded.server import free_port
from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.companions.model import Companion
from hushroom_domain.identity.model import User
from hushroom_domain.identity.use_cases.change_password import ChangePassword
from hushroom_domain.identity.use_cases.sign_in_browser import SignInBrowser
from hushroom_domain.identity.use_cases.sign_out_browser import SignOutBrowser
from hushroom_domain.identity.use_cases.update_profile import UpdateProfile
from hushroom_domain.notifications.model import NotificationDraft, NotificationKind
from hushroom_domain.notifications.ports import NotificationWork
from hushroom_domain.notifications.use_cases.read_all_notifications import ReadAllNotifications
from hushroom_domain.sessions.events import CompanionReady
from hushroom_domain.shared.ids import SessionId, UserId
from tests.integration.realtime.harness import RealtimeHarness, served
from tests.support.admitted import admitted
from tests.support.builders import NOW, PASSWORD
from tests.support.leak_rules import Exchange
from tests.support.waiting import PATIENCE_SECONDS, until
from tests.support.watch import LeakWatch

NEVER, SOON = 100_000.0, 0.2
BOOKED, READY = "Somebody booked a session with you", "Your companion is ready"


@define(eq=False)
class OpenPage:
    """One open stream, and the events that it received."""

    status: int = 0
    heard: list[dict[str, Any]] = field(factory=list)
    comments: int = 0
    last_id: str = ""
    is_over: bool = False
    failure: Exception | None = None

    async def begin(self, answer: httpx.Response) -> None:
        """Notes the status of the response, whose events are checked for leaks one by one."""
        self.status = answer.status_code

    async def read(self, answer: httpx.Response) -> None:
        """Reads the stream to its end; a stream that breaks off is a failure."""
        event_id = ""
        try:
            async for line in answer.aiter_lines():
                name, _, value = line.partition(": ")
                if name == "id":
                    event_id = value
                elif name == "data":
                    self.heard.append(said := json.loads(value))
                    # No event may contain a secret.
                    LeakWatch().judge(Exchange(place="/notices", token="", sent=None, status=200, said=said))
                    self.last_id = event_id
                elif line.startswith(":"):
                    self.comments += 1
        except httpx.HTTPError as error:
            self.failure = error
        self.is_over = True

    async def hears(self, *told: str, unread: int) -> dict[str, Any]:
        """Waits for an event with these words and this number."""

        async def came() -> bool:
            return any(one["told"] == list(told) and one["unread"] == unread for one in self.heard)

        assert await until(came), self.heard
        return next(one for one in self.heard if one["told"] == list(told) and one["unread"] == unread)

    async def ends(self) -> None:
        """Waits for the end of the stream, which is a proper one."""

        async def over() -> bool:
            return self.is_over

        assert await until(over)
        assert self.failure is None


@asynccontextmanager
async def page(url: str, secret: str, path: str = "/notices", **headers: str) -> AsyncIterator[OpenPage]:
    """Opens the stream with this cookie until the end of the block."""
    found = OpenPage()
    hooks = {"response": [found.begin]}
    async with (
        httpx.AsyncClient(
            base_url=url.replace("127.0.0.1", "localhost"), timeout=PATIENCE_SECONDS, event_hooks=hooks
        ) as http,
        http.stream("GET", path, headers={"cookie": f"hushroom={secret}", **headers}) as answer,
    ):
        reading = asyncio.create_task(found.read(answer))
        try:
            yield found
        finally:
            reading.cancel()


@frozen
class Reader:
    """A signed-in reader of pages in two web processes."""

    stage: RealtimeHarness
    urls: tuple[str, str]
    companion: Companion
    user: User
    secret: str = field(repr=False)

    @property
    def user_id(self) -> UserId:
        return self.user.id

    async def told(self, count: int = 1) -> None:
        """Notifies the reader of some things, from another process than those that serve the pages."""

        async def draw(_: NotificationWork, event: CompanionReady) -> tuple[NotificationDraft, ...]:
            kind = NotificationKind.COMPANION_READY
            return (NotificationDraft(user_id=self.user_id, kind=kind, subject_id=event.session_id),)

        for _ in range(count):
            event = CompanionReady(SessionId(uuid4()), NOW)
            await self.stage.platform.application.notifications.notify_users(draw, event)


async def a_reader(stage: RealtimeHarness, urls: tuple[str, str]) -> Reader:
    companion = await stage.lives.companion()
    await stage.settle()
    user = await stage.platform.queries.users.profile(companion.user_id)
    assert user is not None
    identity = stage.platform.application.identity
    signed_in = admitted(
        await identity.sign_in_browser(SignInBrowser.Command(email=user.user.email, password=PASSWORD))
    )
    return Reader(stage, urls, companion, user.user, signed_in.secret)


@pytest.fixture
async def reader(stage: RealtimeHarness) -> AsyncIterator[Reader]:
    """Starts web processes whose streams do not look by themselves, so that only a signal wakes them."""
    async with (
        served(stage.environment, beat_seconds=NEVER) as one,
        served(stage.environment, beat_seconds=NEVER) as other,
    ):
        yield await a_reader(stage, (one, other))


async def test_what_is_new_is_told_to_the_open_pages_of_every_process(reader: Reader) -> None:
    async with page(reader.urls[0], reader.secret) as one, page(reader.urls[1], reader.secret) as other:
        for each in (one, other):
            assert (await each.hears(unread=1))["label"] == "1 unread notification"
        await reader.told()
        for each in (one, other):
            assert (await each.hears(READY, unread=2))["label"] == "2 unread notifications"
        await reader.stage.platform.application.notifications.read_all(
            ReadAllNotifications.Command(user_id=reader.user_id)
        )
        for each in (one, other):
            assert (await each.hears(unread=0))["label"] == "Notifications"
        assert [one["told"] for one in other.heard] == [[], [READY], []]


async def test_a_booking_reaches_the_companions_page_in_the_companions_language(reader: Reader) -> None:
    identity = reader.stage.platform.application.identity
    await identity.update_profile(UpdateProfile.Command(user_id=reader.user_id, preferred_language="fr"))
    async with page(reader.urls[0], reader.secret) as open_page:
        await open_page.hears(unread=1)
        await reader.told()
        heard = await open_page.hears("Votre compagnon est prêt", unread=2)
        assert heard["label"] == "2 notifications non lues"


async def test_a_page_that_comes_back_hears_what_it_missed_and_nothing_twice(reader: Reader) -> None:
    async with page(reader.urls[0], reader.secret) as first:
        await first.hears(unread=1)
        last_id = first.last_id
    await reader.told(25)
    async with page(reader.urls[1], reader.secret, **{"Last-Event-ID": last_id}) as again:
        await again.hears(*[READY] * 20, unread=26)
        await again.hears(*[READY] * 5, unread=26)
    async with page(reader.urls[0], reader.secret, f"/notices?after={again.last_id}") as third:
        await third.hears(unread=26)
        await reader.told()
        await third.hears(READY, unread=27)
        assert [len(one["told"]) for one in third.heard] == [0, 1]


@pytest.mark.parametrize("wrong", ["nonsense", "%20", "", "x" * 500])
async def test_a_position_that_nothing_wrote_is_no_position(reader: Reader, wrong: str) -> None:
    async with page(reader.urls[0], reader.secret, f"/notices?after={wrong}") as open_page:
        await open_page.hears(unread=1)
        assert [one["told"] for one in open_page.heard] == [[]]


async def sign_out(reader: Reader) -> None:
    identity = reader.stage.platform.application.identity
    await identity.sign_out_browser(SignOutBrowser.Command(reader.secret))


async def change_password(reader: Reader) -> None:
    identity = reader.stage.platform.application.identity
    await identity.change_password(ChangePassword.Command(reader.user_id, PASSWORD, "Different456!"))


async def deactivate(reader: Reader) -> None:
    admin = await reader.stage.lives.user()
    command = UpdateUser.Command(admin_id=admin.id, user_id=reader.user_id, is_active=False)
    await reader.stage.platform.application.administration.update_user(command)


async def delete(reader: Reader) -> None:
    await reader.stage.platform.application.identity.delete(reader.user_id)


@pytest.mark.parametrize("end", [sign_out, change_password, deactivate, delete])
async def test_a_stream_ends_with_the_sign_in_in_every_process(
    reader: Reader, end: Callable[[Reader], Awaitable[None]]
) -> None:
    async with page(reader.urls[0], reader.secret) as one, page(reader.urls[1], reader.secret) as other:
        for each in (one, other):
            await each.hears(unread=1)
        await end(reader)
        await reader.stage.settle()
        for each in (one, other):
            await each.ends()
    async with page(reader.urls[0], reader.secret) as again:
        await again.ends()
        assert again.status == 204


async def test_a_stream_ends_when_the_sign_in_expires_and_does_not_prolong_it(reader: Reader) -> None:
    async with page(reader.urls[0], reader.secret) as open_page:
        await open_page.hears(unread=1)
        with psycopg.connect(reader.stage.environment["DATABASE_URL"]) as rows:
            used_at = rows.execute(
                "UPDATE browser_sign_ins SET last_used_at = now() - interval '7 days' + interval '5 seconds'"
                " WHERE user_id = %s RETURNING last_used_at",
                (reader.user_id,),
            ).fetchone()
        # The stream looks once more, and knows then when the sign-in ends.
        await reader.told()
        await open_page.ends()
    with psycopg.connect(reader.stage.environment["DATABASE_URL"]) as rows:
        question = "SELECT last_used_at FROM browser_sign_ins WHERE user_id = %s"
        assert rows.execute(question, (reader.user_id,)).fetchone() == used_at


async def test_a_stranger_and_an_access_token_get_no_stream(reader: Reader) -> None:
    token = await reader.stage.token(reader.user_id)
    for secret, headers in (("", {}), ("of-nobody", {}), ("", {"Authorization": f"Bearer {token}"})):
        async with page(reader.urls[0], secret, **headers) as refused:
            await refused.ends()
            assert (refused.status, refused.heard) == (204, [])


async def test_one_reader_has_ten_streams_over_all_processes_and_gets_a_place_back(reader: Reader) -> None:
    opened = [page(reader.urls[number % 2], reader.secret) for number in range(10)]
    streams = [await one.__aenter__() for one in opened]
    for one in streams:
        await one.hears(unread=1)
    async with page(reader.urls[0], reader.secret) as refused:
        await refused.ends()
        assert refused.status == 429
    await opened.pop().__aexit__(None, None, None)

    async def has_room() -> bool:
        async with page(reader.urls[1], reader.secret) as another:

            async def answered() -> bool:
                return another.status != 0

            assert await until(answered)
            return another.status == 200

    assert await until(has_room)
    for left in opened:
        await left.__aexit__(None, None, None)


async def test_a_server_that_stops_ends_its_streams_properly(stage: RealtimeHarness) -> None:
    async with served(stage.environment, beat_seconds=NEVER) as url:
        reader = await a_reader(stage, (url, url))
        opened = page(url, reader.secret)
        stream = await opened.__aenter__()
        await stream.hears(unread=1)
    await stream.ends()
    await opened.__aexit__(None, None, None)


async def test_without_redis_streams_stay_and_look_by_themselves(stage: RealtimeHarness) -> None:
    nowhere = f"redis://127.0.0.1:{free_port(0)}/0"
    environment = {**stage.environment, "REDIS_URL": nowhere}
    async with served(environment, beat_seconds=SOON) as url:
        reader = await a_reader(stage, (url, url))
        async with page(url, reader.secret) as open_page:
            await open_page.hears(unread=1)
            await reader.told()
            await open_page.hears(READY, unread=2)

            async def beats() -> bool:
                return open_page.comments >= 2

            assert await until(beats)
            await sign_out(reader)
            await open_page.ends()
