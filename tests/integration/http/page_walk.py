"""A platform with one of everything, walked by each kind of reader from page to page over every link."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
from attrs import define, field, frozen

from tests.integration.http.page_client import SITE, PageClient
from tests.integration.http.world import Person, World

STRANGER, SEEKER, COMPANION, ADMIN = "stranger", "seeker", "companion", "admin"
READERS = (STRANGER, SEEKER, COMPANION, ADMIN)
STARTS = {STRANGER: ("/", "/fr", "/ar"), SEEKER: ("/home",), COMPANION: ("/companion",), ADMIN: ("/admin",)}
BEGINNINGS = ("/api/", "/assets/", "/docs")
"""The addresses of other surfaces, to which pages link."""


@frozen
class Target:
    """An address to which a page leads, with the method and the page that names it."""

    method: str
    address: str
    page: str

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    @property
    def kind(self) -> tuple[str, tuple[str, ...]]:
        """Returns the path and the names in the query: two addresses of one kind show the same page otherwise."""
        return self.path, tuple(sorted({name for name, _ in parse_qsl(urlsplit(self.address).query)}))


class TargetReader(HTMLParser):
    """Collects the addresses of links and forms of a page, and the ids of its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._page = page
        self.found: list[tuple[str, str]] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        if tag == "a" and "href" in given:
            self.found.append(("GET", given["href"]))
        elif tag == "form":
            self.found.append((given.get("method", "get").upper(), given.get("action", self._page)))

    @property
    def missing_anchors(self) -> list[str]:
        return [where for _, where in self.found if where.startswith("#") and where[1:] not in self.ids]

    @property
    def targets(self) -> Iterator[Target]:
        """Yields those of our own site, in absolute paths."""
        for method, where in self.found:
            parts = urlsplit(urljoin(SITE + self._page, where))
            if f"{parts.scheme}://{parts.netloc}" == SITE and not parts.path.startswith(BEGINNINGS):
                query = f"?{parts.query}" if parts.query else ""
                yield Target(method, parts.path + query, self._page)


@define
class Walk:
    """The way of one reader over all pages that links lead to: the pages by their address."""

    browser: PageClient
    pages: dict[str, httpx.Response] = field(factory=dict)
    targets: list[Target] = field(factory=list)
    missing_anchors: list[str] = field(factory=list)

    async def begin(self, *starts: str) -> None:
        left = [Target("GET", start, "") for start in starts]
        seen = {one.kind for one in left}
        while left:
            target = left.pop()
            for found in await self._open(target):
                self.targets.append(found)
                if found.method == "GET" and found.kind not in seen:
                    seen.add(found.kind)
                    left.append(found)

    async def _open(self, target: Target) -> list[Target]:
        answer = await self.browser.get(target.address)
        self.pages[target.address] = answer
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return []
        reader = TargetReader(re.sub(f"^{SITE}", "", str(answer.url)))
        reader.feed(answer.text)
        self.missing_anchors += [f"{target.address}: {anchor}" for anchor in reader.missing_anchors]
        return list(reader.targets)


@define
class Neighbourhood:
    """The browsers of all kinds of readers of a platform on which everything has happened once."""

    world: World
    browsers: dict[str, PageClient]

    def again(self, world: World) -> "Neighbourhood":
        """Returns the same readers, with their cookies, before a platform that holds the same rows."""
        return Neighbourhood(world, {name: browser.again(world) for name, browser in self.browsers.items()})

    async def walk(self, reader: str, *starts: str) -> Walk:
        """Returns the way of a reader over all pages that links from the beginnings lead to."""
        way = Walk(self.browsers[reader])
        await way.begin(*(starts or STARTS[reader]))
        return way


async def neighbourhood_of(world: World) -> Neighbourhood:
    """Lets everything happen once that a page shows or asks."""
    seeker, companion, admin = await world.join("sam"), await world.companion("cleo"), await world.admin()
    await world.patch("/companions/me", companion, {"maxConcurrent": 5})
    await world.applicant("nora")
    await _sessions(world, seeker, companion)
    people = {SEEKER: seeker, COMPANION: companion, ADMIN: admin}
    browsers = {name: await PageClient.of(world).sign_in(one.email) for name, one in people.items()}
    await world.settle()
    return Neighbourhood(world, {STRANGER: PageClient.of(world), **browsers})


async def _sessions(world: World, seeker: Person, companion: Person) -> None:
    ended, _ = await world.end(seeker, companion)
    complaint = {"reportedUserId": companion.id, "reason": "Rude", "description": "They shouted.", "sessionId": ended}
    await world.post("/reports", seeker, complaint)
    await world.book(seeker)
    wanted = await world.book(seeker)
    await world.set_goal(seeker, wanted)
    agreeing = await world.match(seeker, companion)
    await world.set_goal(seeker, agreeing)
    await world.post("/contracts", seeker, {"sessionId": agreeing})
    await world.match(seeker, companion)
    running, _ = await world.ready(seeker, companion)
    await world.step(seeker, running, "start")
