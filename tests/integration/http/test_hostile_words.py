"""People's words on every page: whatever somebody writes is text for every reader, and never markup or a template."""

from html.parser import HTMLParser

from attrs import define, field

from tests.integration.http.page_client import PageClient
from tests.integration.http.test_page_authorisation import ENDLESS, TABLE, filled
from tests.integration.http.world import Person, World, goal_body

EVIL = "'\"><x-evil>{{7*7}}"
SHOWN_ON = {
    "/account/favourites",
    "/account/payments",
    "/account/profile",
    "/account/reports",
    "/admin",
    "/admin/companions/{companion_id}",
    "/admin/reports/{report_id}",
    "/admin/sessions/{session_id}",
    "/admin/users",
    "/admin/users/{user_id}",
    "/companion/profile",
    "/companion/reviews",
    "/companions",
    "/companions/{companion_id}",
    "/companions/{companion_id}/card",
    "/home",
    "/sessions",
    "/sessions/{session_id}",
    "/sessions/{session_id}/contract",
    "/sessions/{session_id}/room",
}
"""The pages that show words of people, at least."""


@define
class PageParts(HTMLParser):
    """Collects the names of elements and attributes of a page, and its texts and values."""

    names: set[str] = field(factory=set)
    texts: list[str] = field(factory=list)

    def __attrs_pre_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {tag, *(name for name, _ in attrs)}
        self.texts += [value or "" for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


async def rename(world: World, person: Person) -> None:
    await world.patch("/users/me", person, {"displayName": EVIL, "firstName": EVIL, "lastName": EVIL})


async def running_session(world: World, seeker: Person, companion: Person) -> str:
    """Returns a session in progress with a goal, an agreement and a drift in hostile words."""
    session_id = await world.book(seeker)
    goal = {"title": EVIL, "description": EVIL, "successCriteria": [EVIL], "keywords": [EVIL]}
    await world.post("/goals", seeker, goal_body(session_id, **goal))
    await world.post("/matching/select", seeker, {"sessionId": session_id, "companionId": companion.companion_id})
    contract = await world.post("/contracts", seeker, {"sessionId": session_id, "mode": "MODERATE", "rules": [EVIL]})
    for person in (seeker, companion):
        await world.post(f"/contracts/{contract['id']}/accept", person)
    await world.pay(seeker, session_id)
    await world.step(companion, session_id, "ready")
    await world.step(seeker, session_id, "ready", "start")
    browser = await PageClient.of(world).sign_in(companion.email)
    await browser.get(f"/sessions/{session_id}/room")
    await browser.submit(f"/sessions/{session_id}/room/drift", message=EVIL)
    return session_id


async def assembled(world: World) -> tuple[dict[str, PageClient], dict[str, list[str]]]:
    """Returns the readers' browsers, and the ids of each kind that the pages are about."""
    seeker, companion, admin = await world.join("seeker"), await world.companion("companion"), await world.admin()
    for person in (seeker, companion):
        await rename(world, person)
    await world.patch("/companions/me", companion, {"bio": EVIL, "expertiseTags": [EVIL]})
    cancelled = await world.match(seeker, companion)
    await world.post(f"/sessions/{cancelled}/cancel", seeker, {"reason": EVIL})
    ended, payment = await world.end(seeker, companion)
    for person in (seeker, companion):
        rating = {"sessionId": ended, "overallScore": 4, "comment": EVIL, "isPublic": True}
        await world.post("/ratings", person, rating)
    complaint = {"reportedUserId": companion.id, "reason": EVIL, "description": EVIL}
    report = await world.post("/reports", seeker, complaint)
    await world.ask("PUT", f"/users/me/favourites/{companion.companion_id}", seeker)
    running = await running_session(world, seeker, companion)
    people = {"seeker": seeker, "companion": companion, "admin": admin}
    browsers = {name: await PageClient.of(world).sign_in(person.email) for name, person in people.items()}
    ids = {
        "{session_id}": [running, ended, cancelled],
        "{companion_id}": [str(companion.companion_id)],
        "{user_id}": [seeker.id, companion.id],
        "{payment_id}": [payment],
        "{report_id}": [report["id"]],
    }
    return {"stranger": PageClient.of(world), **browsers}, ids


def addresses(path: str, ids: dict[str, list[str]]) -> list[str]:
    """Returns the addresses of a page, one for each thing that it may be about."""
    named = [part for part in path.split("/") if part in ids]
    if not named:
        return [path]
    return [filled(path, {"it": one}, ("it",)) for one in ids[named[0]]]


async def test_words_of_people_are_text_on_every_page(world: World) -> None:
    browsers, ids = await assembled(world)
    shown: set[str] = set()
    for path in (one for one in TABLE if one not in ENDLESS and not one.startswith(("/fr", "/ar"))):
        for address in addresses(path, ids):
            for name, browser in browsers.items():
                answer = await browser.http.get(address)
                if answer.headers.get("content-type", "").startswith("text/html"):
                    page = PageParts()
                    page.feed(answer.text)
                    assert not {one for one in page.names if "evil" in one}, (address, name)
                    assert not any("x-evil>49" in text for text in page.texts), (address, name)
                    shown |= {path} if any(EVIL in text for text in page.texts) else set()
    assert shown >= SHOWN_ON
