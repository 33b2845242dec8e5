"""The service worker in a browser: it keeps files and one page, shows messages, and nothing of anybody stays."""

import asyncio
import json
import secrets
from typing import Any

from attrs import define, field
from playwright.async_api import CDPSession, expect

from hushroom_http.pages.assets import tree_digest
from tests.support.browsing import People, Person
from tests.support.waiting import PATIENCE_SECONDS, until

SESSION = "/sessions/0199b7a0-0000-7000-8000-000000000001"
MESSAGE = {
    "title": "Your companion is ready",
    "body": "Open your session to begin.",
    "lang": "en",
    "dir": "ltr",
    "url": SESSION,
    "tag": "COMPANION_READY.1",
}
CACHES = """async () => Object.fromEntries(await Promise.all((await caches.keys()).map(
    async (name) => [name, (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)])))"""
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(
    ({title, body, lang, dir, tag, data, icon}) => ({title, body, lang, dir, tag, url: data.url, icon}))"""


async def with_worker(people: People, path: str = "/offline") -> Person:
    """Returns a person whose page is controlled by the service worker."""
    person = await people.arrive()
    await person.context.grant_permissions(["notifications"])
    await person.open(path)
    await person.page.evaluate("""() => navigator.serviceWorker.controller
        || new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done))""")
    return person


async def kept(person: Person) -> dict[str, list[str]]:
    found: dict[str, list[str]] = await person.page.evaluate(CACHES)
    return found


async def test_only_files_of_this_release_and_one_page_are_kept(people: People) -> None:
    person = await with_worker(people)
    for path in ("/nowhere", "/offline"):
        await person.open(path)
    for path in ("/api/v1/companions", "/manifest.webmanifest?lang=fr", "/nowhere"):
        await person.page.evaluate("async (path) => (await fetch(path)).text()", path)
    person.problems.tolerate("^404 GET .*/nowhere$")
    found = await kept(person)
    assert found.keys() == {f"hushroom-{tree_digest()}"}
    (paths,) = found.values()
    assert [path for path in paths if not path.startswith(f"/assets/{tree_digest()}/")] == ["/offline"]


async def test_without_a_network_the_page_for_it_is_shown_in_its_style(people: People) -> None:
    person = await with_worker(people)
    await person.context.set_offline(True)
    await person.page.goto(f"{person.base}/home")
    await expect(person.page.locator("h1")).to_have_text("No network right now")
    assert await person.page.evaluate("getComputedStyle(document.querySelector('.button')).minBlockSize") != "0px"
    await person.context.set_offline(False)
    person.problems.tolerate("Failed to load resource|ERR_INTERNET_DISCONNECTED")


async def test_the_page_without_a_network_is_asked_for_without_cookies(people: People) -> None:
    person = await people.arrive()
    asked: list[dict[str, str]] = []
    cookie = {"name": "hushroom", "value": "secret-of-a-sign-in", "url": person.base}
    await person.context.add_cookies([cookie])  # type: ignore[list-item]  # the names are those of the type

    async def note(request: Any) -> None:
        if request.url.endswith("/offline") and request.resource_type != "document":
            asked.append(await request.all_headers())

    person.context.on("request", note)
    await person.open("/nowhere")
    await person.page.evaluate("() => navigator.serviceWorker.ready")
    page = await person.page.evaluate("async () => (await caches.match('/offline')).text()")
    assert "data-signed-in" not in page
    assert "form_token" not in page
    assert [one for one in asked if "cookie" in one] == []


async def test_the_files_of_an_earlier_release_are_deleted_and_those_of_others_are_not(people: People) -> None:
    person = await with_worker(people)
    await person.page.evaluate("""async () => {
        for (const name of ["hushroom-0123456789abcdef", "of-another-program"]) await caches.open(name);
        await (await navigator.serviceWorker.ready).unregister();
    }""")
    await person.open("/offline")
    await person.page.evaluate("""() => navigator.serviceWorker.controller
        || new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done))""")
    assert (await kept(person)).keys() == {f"hushroom-{tree_digest()}", "of-another-program"}


@define
class PushService:
    """Delivers push messages to the worker of a person, as the push service of the browser would."""

    person: Person
    devtools: CDPSession
    registration: str
    events: list[dict[str, Any]] = field(factory=list)

    @classmethod
    async def of(cls, person: Person) -> "PushService":
        devtools = await person.context.new_cdp_session(person.page)
        found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def note(event: Any) -> None:
            for one in event["registrations"]:
                if not found.done() and one["scopeURL"] == f"{person.base}/" and not one["isDeleted"]:
                    found.set_result(one["registrationId"])

        devtools.on("ServiceWorker.workerRegistrationUpdated", note)
        await devtools.send("ServiceWorker.enable")
        service = cls(person, devtools, await asyncio.wait_for(found, PATIENCE_SECONDS))
        await service._record()
        return service

    async def deliver(self, data: str) -> None:
        """Delivers one message, and waits until the worker has done with it."""
        before = len(self._ends)
        message = {"origin": self.person.base, "registrationId": self.registration, "data": data}
        await self.devtools.send("ServiceWorker.deliverPushMessage", message)

        async def has_ended() -> bool:
            return len(self._ends) > before

        assert await until(has_ended), self.events
        assert self._ends[-1]["eventMetadata"] == [{"key": "Status", "value": "Success"}]

    async def shown(self) -> list[dict[str, Any]]:
        """Returns the notifications that are shown.

        It asks once, and after all deliveries, because Chromium forgets a notification for which somebody asks between
        its note in the database and its showing.
        """
        found: list[dict[str, Any]] = await self.person.page.evaluate(SHOWN)
        return found

    @property
    def _ends(self) -> list[dict[str, Any]]:
        return [one for one in self.events if one["eventName"] == "Push event completed"]

    async def _record(self) -> None:
        """Lets the browser tell what becomes of push messages."""
        told = "BackgroundService.backgroundServiceEventReceived"
        self.devtools.on(told, lambda event: self.events.append(event["backgroundServiceEvent"]))
        service = {"service": "pushMessaging"}
        await self.devtools.send("BackgroundService.startObserving", service)
        await self.devtools.send("BackgroundService.setRecording", {**service, "shouldRecord": True})


async def test_a_push_message_is_shown_and_replaces_its_forerunner(people: People) -> None:
    push = await PushService.of(await with_worker(people))
    for change in ({}, {"tag": "SESSION_BEGINS.1", "title": "Your session begins"}, {"title": "Ready again"}):
        await push.deliver(json.dumps({**MESSAGE, **change}))
    found = await push.shown()
    assert sorted(one["title"] for one in found) == ["Ready again", "Your session begins"]
    assert {one["url"] for one in found} == {SESSION}
    assert {one["icon"] for one in found} == {f"{push.person.base}/assets/{tree_digest()}/icons/icon-192.png"}


async def test_who_looks_at_the_session_is_not_told_again(people: People) -> None:
    person = await with_worker(people)
    await person.sign_up(f"ada-looks-{secrets.token_hex(4)}@example.com", "Password123!", "Ada")
    await person.open(SESSION)  # a stranger would be led elsewhere
    push = await PushService.of(person)
    await push.deliver(json.dumps(MESSAGE))
    await push.deliver(json.dumps({**MESSAGE, "title": "Another", "url": "/sessions/of-another", "tag": "other"}))
    assert [one["url"] for one in await push.shown()] == ["/sessions/of-another"]


async def test_a_message_that_leads_to_another_site_or_says_nothing_is_not_shown(people: People) -> None:
    push = await PushService.of(await with_worker(people))
    for strange in ("not json", "{}", json.dumps({**MESSAGE, "url": "https://elsewhere.example/"}), "null"):
        await push.deliver(strange)
    assert await push.shown() == []
    await push.deliver(json.dumps(MESSAGE))
    assert [one["title"] for one in await push.shown()] == [MESSAGE["title"]]


async def test_after_signing_out_nothing_of_the_reader_is_left_without_a_network(people: People) -> None:
    person = await with_worker(people, "/register")
    await person.fill(
        displayName="Ada", email=f"ada-offline-{secrets.token_hex(4)}@example.com", password="Password123!"
    )
    await person.page.locator('main [name="dateOfBirth"]').fill("1990-05-17")
    await person.submit("/register")
    await person.open("/home")
    await person.page.locator('form[action="/logout"] button').first.click()
    await person.page.wait_for_load_state()
    paths = [path for found in (await kept(person)).values() for path in found]
    assert [path for path in paths if not path.startswith("/assets/")] == ["/offline"]
    await person.context.set_offline(True)
    await person.page.goto(f"{person.base}/home")
    await expect(person.page.locator("h1")).to_have_text("No network right now")
    await person.context.set_offline(False)
    person.problems.tolerate("Failed to load resource|ERR_INTERNET_DISCONNECTED")
