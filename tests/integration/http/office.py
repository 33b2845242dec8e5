"""An administrator at the pages of a platform that has one of everything."""

import re
from html import unescape
from uuid import uuid4

import httpx
from attrs import define, field

from tests.integration.http.page_client import PageClient
from tests.integration.http.second_factors import lost
from tests.integration.http.world import Person, World

LISTS = ("users", "companions", "sessions", "payments", "reports", "ratings", "contract-templates")
"""The names of the lists with a file of their own."""
FILES = [f"/admin/{name}.csv" for name in LISTS]
"""The addresses of the lists as CSV."""


@define
class Office:
    """An administrator at the pages of a platform with one of everything; each person has a browser."""

    world: World
    seeker: Person
    companion: Person
    admin: Person
    ids: dict[str, str] = field(factory=dict)
    browsers: dict[str, PageClient] = field(factory=dict)

    def path(self, path: str) -> str:
        return path.format(**self.ids)

    async def open(self, path: str, by: Person | None = None, **query: str) -> httpx.Response:
        browser = await self.browser_of(by or self.admin)
        return await browser.get(self.path(path), params=query or None)

    async def send(self, path: str, form: dict[str, str], by: Person | None = None) -> httpx.Response:
        browser = await self.browser_of(by or self.admin)
        own = {"form_token": browser.form("/logout").value("form_token"), "form_id": str(uuid4())}
        return await browser.post(self.path(path), {**own, **form})

    async def browser_of(self, person: Person) -> PageClient:
        if person.email not in self.browsers:
            self.browsers[person.email] = await PageClient.of(self.world).sign_in(person.email)
        return self.browsers[person.email]

    async def status_of(self, path: str) -> str:
        """Returns the status that API v1 gives of a thing."""
        return str((await self.world.get(self.path(path), self.admin))["status"])


async def office_in(world: World) -> Office:
    seeker, companion, admin = await world.join("sam"), await world.companion("cleo"), await world.admin()
    session, payment = await world.end(seeker, companion)
    await world.set_goal(seeker, await world.book(seeker))
    praise = {"sessionId": session, "overallScore": 4, "communication": 5, "comment": "Calm <b>", "isPublic": False}
    await world.post("/ratings", seeker, praise)
    complaint = {"reportedUserId": companion.id, "reason": "Rude <b>", "description": "They shouted.\nTwice."}
    report = await world.post("/reports", seeker, complaint)
    ids = {
        "user": seeker.id,
        "companion": companion.companion_id,
        "session": session,
        "payment": payment,
        "report": report["id"],
        "recovery": await lost(world, companion),
    }
    return Office(world, seeker, companion, admin, ids)


def told(answer: httpx.Response) -> str:
    """Returns the visible text of a page in one line."""
    return re.sub(r"[ \t\r\n\f]+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2])))


def rows_of(answer: httpx.Response) -> int:
    return answer.text.partition("<tbody")[2].partition("</tbody>")[0].count("<tr")
