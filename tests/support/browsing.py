"""People at browsers: Debian's Chromium, driven over its own protocol, with every complaint of a page noted."""

import re
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal

from attrs import define, field, frozen
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    WebError,
    async_playwright,
    expect,
)

from hushroom_http.pages.assets import has_asset
from tests.support.hands import Hands, Keyboard, Mouse
from tests.support.source_files import ROOT
from tests.support.waiting import PATIENCE_SECONDS

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",  # a microphone that beeps
    "--use-fake-ui-for-media-stream",  # and that nobody has to allow
)
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
SCRIPTS = ("vendor/livekit-client.umd.js", "vendor/socket.io.esm.min.js", "vendor/swagger-ui-bundle.js")
MILLISECONDS = 1_000
REPEATED = "Failed to load resource: the server responded with a status of"
"""The beginning of a console message about a response that is noted by itself."""
POLICY = re.compile(r"Content Security Policy|TrustedHTML|Trusted Type|Permissions policy", re.IGNORECASE)

Theme = Literal["light", "dark"]


def chromium() -> str | None:
    """Returns the path of the browser; None when none is installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def missing_part() -> str:
    """Returns the reason why tests in a browser cannot run here; an empty text where they can."""
    if chromium() is None:
        return "Chromium is not installed: make browser"
    if not all(map(has_asset, SCRIPTS)) or not AXE.exists():
        return "the scripts of other makers are not installed: make scripts"
    return ""


@frozen(kw_only=True)
class Screen:
    """The device, language and settings of a person."""

    width: int = 1280
    height: int = 800
    theme: Theme = "light"
    language: str = "en"
    timezone: str = "Europe/Paris"
    scripts: bool = True
    has_worker: bool = True
    has_mouse: bool = True


@define(slots=False)  # because Playwright marks the object of a listener
class Problems:
    """The complaints of the pages of one person: console errors, refusals of policies, failed files.

    A page that answers with an error is no problem by itself, because a test may ask for it. `tolerated` are patterns
    of problems that a test causes on purpose.
    """

    found: list[str] = field(factory=list)
    tolerated: list[str] = field(factory=list)

    def tolerate(self, *patterns: str) -> None:
        self.tolerated.extend(patterns)

    def note(self, problem: str) -> None:
        self.found.append(problem)

    @property
    def left(self) -> list[str]:
        return [one for one in self.found if not any(re.search(pattern, one) for pattern in self.tolerated)]

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("weberror", self._fail)
        context.on("response", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        is_bad = message.type == "error" or POLICY.search(message.text)
        if is_bad and not message.text.startswith(REPEATED):
            self.note(f"console: {message.text}")

    def _fail(self, error: WebError) -> None:
        self.note(f"script: {error.error}")

    def _see(self, response: Response) -> None:
        request = response.request
        # The service worker passes what it gets on to the page, where it is seen as what it was asked for.
        if response.status >= 400 and not request.is_navigation_request() and request.service_worker is None:
            self.note(f"{response.status} {response.request.method} {response.url}")


@define
class Person:
    """One person at a browser of their own: nothing is shared with another one, as on two machines."""

    base: str
    context: BrowserContext
    page: Page
    screen: Screen
    problems: Problems
    hands: Hands = field(factory=Mouse)

    async def open(self, path: str, page: Page | None = None) -> Response:
        """Opens a path and returns the response, of whatever status."""
        response = await (page or self.page).goto(self.base + path)
        assert response is not None, path
        return response

    @property
    def path(self) -> str:
        """Returns the path of the page that is open, without its query."""
        return self.page.url.removeprefix(self.base).partition("?")[0].partition("#")[0]

    async def fill(self, **fields: str) -> None:
        """Writes into the fields of these names."""
        for name, text in fields.items():
            await self.hands.write(self.page.locator(f'main [name="{name}"]'), text)

    async def choose(self, name: str, value: str) -> None:
        """Chooses the option of this value, among radio buttons, check boxes or the options of a list."""
        one = self.page.locator(f'main [name="{name}"]:is(select, [value="{value}"])')
        await self.hands.pick(one, value)

    async def submit(self, action: str = "", holding: str = "") -> Response:
        """Sends the form of the page, the one that posts to `action`, or the one that holds an element.

        Returns the page that answers.
        """
        where = f'main form[action^="{action}"]' if action else "main form"
        form = self.page.locator(where, has=self.page.locator(holding)) if holding else self.page.locator(where)
        return await self._leave(form.locator("button:not([type=button])").first)

    async def go_back(self, page: Page | None = None) -> None:
        """Presses the Back button; a page that the browser has kept comes back without loading."""
        await (page or self.page).go_back(wait_until="commit")
        await expect((page or self.page).locator("h1")).to_be_visible()

    async def follow(self, href: str) -> Response:
        """Follows the first link whose address begins so."""
        return await self._leave(self.page.locator(f'a[href^="{href}"]:visible').first)

    async def _leave(self, by: Locator) -> Response:
        async with self.page.expect_navigation() as navigation:
            await self.hands.press(by)
        response = await navigation.value
        assert response is not None
        return response

    async def sign_up(self, email: str, password: str, name: str) -> None:
        """Makes an account by the page, which signs the browser in."""
        await self.open("/register")
        await self.fill(displayName=name, email=email, password=password, dateOfBirth="1990-05-17")
        await self.submit("/register")
        assert self.path != "/register", await self.problems_of_form()

    async def sign_out(self) -> None:
        """Signs out by the button at the end of every page."""
        async with self.page.expect_navigation():
            await self.page.locator('form[action="/logout"] button').click()

    async def sign_in(self, email: str, password: str) -> None:
        """Signs in by the page, and stays signed in as long as the browser's context lives."""
        await self.open("/login")
        await self.fill(email=email, password=password)
        await self.submit("/login")
        assert self.path != "/login", await self.problems_of_form()

    async def problems_of_form(self) -> list[str]:
        """Returns the entries of the summary of a refused form."""
        return await self.page.locator("#problems li").all_inner_texts()


@define
class People:
    """The people of one test. Their browsers close at its end, and every complaint of a page fails it."""

    base: str
    browser: Browser
    everybody: list[Person] = field(factory=list)

    async def arrive(self, screen: Screen | None = None, **settings: Any) -> Person:
        """Returns a new person; `settings` are fields of `Screen`."""
        screen = screen or Screen(**settings)
        context = await self.browser.new_context(
            base_url=self.base,
            viewport={"width": screen.width, "height": screen.height},
            color_scheme=screen.theme,
            locale=screen.language,
            timezone_id=screen.timezone,
            java_script_enabled=screen.scripts,
            service_workers="allow" if screen.has_worker else "block",
            reduced_motion="reduce",
            permissions=["microphone"],
        )
        context.set_default_timeout(PATIENCE_SECONDS * MILLISECONDS)
        problems = Problems()
        problems.watch(context)
        page = await context.new_page()
        hands = Mouse() if screen.has_mouse else Keyboard(page)
        person = Person(self.base, context, page, screen, problems, hands)
        self.everybody.append(person)
        return person

    async def leave(self) -> None:
        """Closes the browsers of all people."""
        for person in self.everybody:
            await person.context.close()

    @property
    def problems(self) -> Sequence[str]:
        return [problem for person in self.everybody for problem in person.problems.left]


@asynccontextmanager
async def open_browser(path: str | None = None, *, keeps_pages: bool = True) -> AsyncIterator[Browser]:
    """Starts the browser that all people of a test run share; their contexts keep them apart.

    A browser that keeps the pages that people leave, as theirs do, starts a process for nearly every page.
    """
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path or chromium(),
            args=list(FLAGS),
            ignore_default_args=["--disable-back-forward-cache"] if keeps_pages else None,
        )
        yield browser
        await browser.close()


@asynccontextmanager
async def people_at(base: str, browser: Browser) -> AsyncIterator[People]:
    """Yields the people of one test, and asserts at the end that no page complained."""
    people = People(base, browser)
    try:
        yield people
    finally:
        await people.leave()
    assert not people.problems, "\n".join(people.problems)


def local_address(address: str) -> str:
    """Returns the address of a server on this machine as people type it, since cookies belong to a name."""
    return address.replace("127.0.0.1", "localhost")
