"""A browser without scripts for the tests of pages: it keeps cookies, fills in forms and follows redirects."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

import httpx
from attrs import define, field

from tests.integration.http.world import PASSWORD, World
from tests.support.leak_rules import Leak
from tests.support.page_leaks import page_faults
from tests.support.watch import LeakWatch

SITE = "http://hushroom.localhost"
SECRET_COOKIES = frozenset({"hushroom", "hushroom-visit", "hushroom-device", "hushroom-attempt"})
SAME = {"sec-fetch-site": "same-origin"}


@define
class PageForm:
    """One form of a page: its method, its address and the values that a browser would send."""

    method: str
    action: str
    values: list[tuple[str, str]] = field(factory=list)

    def value(self, name: str) -> str:
        return next(value for key, value in self.values if key == name)


class FormReader(HTMLParser):
    """Collects the forms of a page with their values."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._inside: PageForm | None = None
        self._select = ""
        self._option: dict[str, str] | None = None
        self._label = ""
        self._first: str | None = None
        self._chosen = False
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = PageForm(given.get("method", "get"), given.get("action", ""))
            self.forms.append(self._inside)
        if self._inside is None:
            return
        name = given.get("name", "")
        if tag == "input" and name and given.get("type") not in {"submit", "button"}:
            if given.get("type") not in {"radio", "checkbox"} or "checked" in given:
                self._inside.values.append((name, given.get("value", "on")))
        elif tag == "select":
            self._select, self._first, self._chosen = name, None, False
        elif tag == "option" and self._select:
            self._option, self._label = given, ""
        elif tag == "textarea":
            self._area = ""
            self._inside.values.append((name, ""))

    def handle_data(self, data: str) -> None:
        self._label += data
        if self._area is not None and self._inside is not None:
            self._area += data
            name, _ = self._inside.values[-1]
            self._inside.values[-1] = (name, self._area.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = None
        elif tag == "textarea":
            self._area = None
        elif tag == "option" and self._option is not None and self._inside is not None:
            self._end_option(self._option.get("value", self._label.strip()), is_chosen="selected" in self._option)
            self._option = None
        elif tag == "select" and self._inside is not None and self._select:
            if not self._chosen and self._first is not None:
                self._inside.values.append((self._select, self._first))
            self._select = ""

    def _end_option(self, value: str, *, is_chosen: bool) -> None:
        assert self._inside is not None
        self._first = value if self._first is None else self._first
        if is_chosen:
            self._inside.values.append((self._select, value))
            self._chosen = True


@define
class PageClient:
    """One browser; `page` is the last answer that is no redirect. Each page is checked for disclosures."""

    http: httpx.AsyncClient
    watch: LeakWatch
    addresses: set[str] = field(factory=set)
    """The addresses of those who have signed in here."""
    page: httpx.Response = field(init=False)

    @classmethod
    def of(cls, world: World) -> "PageClient":
        """Returns a browser of its own for a platform."""
        transport = world.http._transport
        http = httpx.AsyncClient(transport=transport, base_url=SITE, event_hooks=world.watch.async_hooks)
        browser = cls(http, world.watch)
        http.event_hooks["response"].append(browser._judge)
        return browser

    def again(self, world: World) -> "PageClient":
        """Returns this browser, with its cookies, before another platform."""
        other = PageClient.of(world)
        other.http.cookies.update(self.http.cookies)
        other.addresses |= self.addresses
        return other

    async def get(self, path: str, **request: Any) -> httpx.Response:
        """Opens a page, and follows redirects."""
        return await self._follow(await self.http.get(path, **request))

    async def post(self, path: str, data: Any = None, *, headers: dict[str, str] | None = None) -> httpx.Response:
        """Sends fields as a browser does from one of our own pages; follows no redirect."""
        return await self.http.post(path, data=data or {}, headers=SAME if headers is None else headers)

    async def submit(self, action: str, **values: str | Iterable[str]) -> httpx.Response:
        """Fills in the form with this address on the present page, sends it, and follows redirects."""
        sent = self.form(action)
        names = set(values)
        pairs = [(name, value) for name, value in sent.values if name not in names]
        for name, value in values.items():
            pairs += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        body: dict[str, list[str]] = {}
        for name, value in pairs:
            body.setdefault(name, []).append(value)
        return await self._follow(await self.post(sent.action, body))

    def forms(self) -> list[PageForm]:
        """Returns the forms of the present page."""
        reader = FormReader()
        reader.feed(self.page.text)
        return reader.forms

    def form(self, action: str) -> PageForm:
        """Returns the form with this address on the present page, one that is sent by POST before a search."""
        found = sorted((one for one in self.forms() if one.action == action), key=lambda one: one.method != "post")
        assert found, f"no form for {action} among {[form.action for form in self.forms()]}"
        return found[0]

    @property
    def text(self) -> str:
        """Returns the visible words of the present page."""
        body = re.sub(r"<(head|script|style)\b.*?</\1>", " ", self.page.text, flags=re.DOTALL)
        return re.sub(r"[ \t\r\n\f]+", " ", re.sub(r"<[^>]+>", " ", body))

    async def join(self, name: str) -> "PageClient":
        """Makes an account by the pages, and is signed in after that."""
        self.addresses.add(f"{name}@example.com".lower())
        await self.get("/register")
        await self.submit(
            "/register",
            displayName=name,
            email=f"{name}@example.com",
            password=PASSWORD,
            dateOfBirth="1990-05-17",
        )
        return self

    async def sign_in(self, email: str, password: str = PASSWORD) -> "PageClient":
        """Signs in by the page."""
        self.addresses.add(email.lower())
        await self.get("/login")
        await self.submit("/login", email=email, password=password)
        return self

    async def _judge(self, answer: httpx.Response) -> None:
        """Checks one page. Raises: Leak."""
        await answer.aread()
        cookies = {cookie.value for cookie in self.http.cookies.jar if cookie.name in SECRET_COOKIES and cookie.value}
        found = list(page_faults(answer, self.addresses, {*self.watch.secrets, *cookies}))
        if found:
            raise Leak("; ".join(found))

    async def _follow(self, answer: httpx.Response) -> httpx.Response:
        while answer.status_code == 303:
            where = answer.headers["location"]
            if not where.startswith("/"):
                break
            answer = await self.http.get(where)
        self.page = answer
        return answer
