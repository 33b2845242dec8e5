"""Every page in the browser: no barrier that axe finds, no sideways scrolling, no shift, no word of a policy.

`make axe` (AXE=all) looks at each page in three languages, two themes and two widths. Without it each page is seen in
each language at one width and theme, and in English in all four. In French every script comes late, after the page has
been drawn, so that what a script shows or hides is seen to shift nothing.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator

import pytest
from attrs import define, field
from playwright.async_api import Browser, Route

from tests.integration.http.world import http_settings, web
from tests.support.accessibility import Inspector, inspect
from tests.support.browsing import People, Person, Screen, Theme, local_address, open_browser
from tests.support.page_stage import PageStage, page_stage
from tests.support.page_visits import EXAMPLES, NOBODY, Visit, all_visits, is_no_page, page_routes, visits_of
from tests.support.whole_hushroom import WholeHushroom

LANGUAGES = ("en", "fr", "ar")
LATE_IN = "fr"
LATE_SECONDS = 0.2
WIDTHS = (320, 1280)
THEMES: tuple[Theme, ...] = ("light", "dark")
ALL = tuple((width, theme) for width in WIDTHS for theme in THEMES)
LARGEST_SHIFT = 0.02
LARGEST_HTML_BYTES = 40 * 1024
VISITS = all_visits(web(http_settings()))


@define
class Readers:
    """Signed-in people whose browsers stay open over many pages, one for each kind of reader and language."""

    stage: PageStage
    people: People
    known: dict[tuple[str, str], tuple[Person, Inspector]] = field(factory=dict)

    async def reader(self, who: str, language: str) -> tuple[Person, Inspector]:
        if who != NOBODY:
            self.stage.speak(who, language)
        if (who, language) not in self.known:
            person = await self._arrived(who, language)
            self.known[who, language] = person, await inspect(person.page)
        return self.known[who, language]

    async def _arrived(self, who: str, language: str) -> Person:
        person = await self.people.arrive(Screen(language=language, has_worker=language != LATE_IN))
        if who != NOBODY:
            account = self.stage.people[who]
            await person.sign_in(account.email, account.password)
        if language == LATE_IN:
            await person.context.route("**/*.js", _late)
        return person


async def _late(route: Route) -> None:
    await asyncio.sleep(LATE_SECONDS)
    await route.continue_()


@pytest.fixture(scope="module")
def stage(hushroom: WholeHushroom) -> Iterator[PageStage]:
    with page_stage(hushroom) as made:
        yield made


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Starts a browser that forgets the pages it leaves, because nobody goes back here."""
    async with open_browser(keeps_pages=False) as opened:
        yield opened


@pytest.fixture(scope="module")
async def readers(stage: PageStage, hushroom: WholeHushroom, browser: Browser) -> AsyncIterator[Readers]:
    people = People(local_address(hushroom.endpoints["api"]), browser)
    yield Readers(stage, people)
    await people.leave()


@pytest.mark.parametrize("route", page_routes(web(http_settings())))
def test_every_route_has_an_example_or_a_reason_to_have_none(route: str) -> None:
    assert is_no_page(route) or list(visits_of(route)), f"add an address to {EXAMPLES.keys()}"


@pytest.mark.parametrize("visit", VISITS, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)  # one after the other, so that a browser process serves many pages
async def test_a_page_is_open_to_everybody(readers: Readers, visit: Visit, language: str) -> None:
    reader, inspector = await readers.reader(visit.reader, language)
    before = len(reader.problems.found)
    response = await reader.open(visit.path(readers.stage))
    assert response.status == 200, f"{response.status} {reader.page.url}"
    html = await response.text()  # before a reload, after which the browser has it no more
    assert await reader.page.locator("html").get_attribute("lang") == language
    found = [*await _seen(reader, inspector, language), *await _small(reader, html)]
    assert [*found, *reader.problems.found[before:]] == []


async def _seen(reader: Person, inspector: Inspector, language: str) -> list[str]:
    """Returns the barriers of the page that is open, at the widths and in the themes of this run."""
    shift = await inspector.shift()
    if shift > LARGEST_SHIFT:  # The window of the last page may still become as wide as before: the page decides twice.
        await reader.page.reload()
        shift = min(shift, await inspector.shift())
    found = [] if shift <= LARGEST_SHIFT else [f"the page shifts by {shift:.3f}"]
    for width, theme in ALL if language == "en" or os.environ.get("AXE") == "all" else ALL[:1]:
        await reader.page.set_viewport_size({"width": width, "height": 800})
        await reader.page.emulate_media(color_scheme=theme)
        found += [f"{width} px, {theme}: {one}" for one in await inspector.violations()]
        found += [f"{width} px: wider than the window: {one}" for one in await inspector.sideways()]
        found += [f"{width} px: too small to press: {one}" for one in await inspector.small_targets()]
        found += [f"{width} px: a broken word: {one}" for one in await inspector.broken_words()]
        found += [f"{width} px: beside the edge of its list: {one}" for one in await inspector.askew()]
    await reader.page.set_viewport_size({"width": reader.screen.width, "height": reader.screen.height})
    await reader.page.emulate_media(color_scheme="light")
    return found


async def _small(reader: Person, html: str) -> list[str]:
    """Returns what is too large on the page that is open: its HTML, or scripts beyond its own modules."""
    found = [f"{len(html.encode())} bytes of HTML"] if len(html.encode()) > LARGEST_HTML_BYTES else []
    sources = await reader.page.locator("script").evaluate_all("all => all.map(one => new URL(one.src).pathname)")
    return found + [f"a script of another maker: {source}" for source in sources if "/vendor/" in source]
