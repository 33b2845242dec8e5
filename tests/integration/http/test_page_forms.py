"""Bad input in every field of every form of the pages: it is refused at its field, and what was typed is kept.

The forms are found by walking over all pages, and the bad values follow from the HTML of each field, so a new form is
tried without a word here.
"""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from html import unescape
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import httpx
import pytest
from attrs import define, field

from tests.integration.http.form_fields import INVISIBLE, NOT_OFFERED, TYPED, FormField, WrittenForm, forms_of
from tests.integration.http.page_client import PageClient
from tests.integration.http.page_walk import READERS, STARTS, Neighbourhood
from tests.integration.http.scenes import Scene
from tests.integration.http.world import PASSWORD, World

GOOD: Mapping[str, str] = {
    "displayName": "Sam",
    "bio": "I read while you write.",
    "expertiseTags": "writing",
    "baseRate": "30",
    "driftEnforcement": "MODERATE",
    "email": "nobody@example.com",
    "password": PASSWORD,
    "currentPassword": PASSWORD,
    "newPassword": PASSWORD,
    "dateOfBirth": "1990-05-17",
    "type": "FOCUS",
    "title": "Finish the chapter",
    "description": "Write the last two sections.",
    "successCriteria": "Both are written",
    "reason": "OTHER",
    "action": "RESOLVE",
    "amount": "1",
    "message": "Shall we go on?",
    "date": "2030-01-01",
    "startTime": "09:00",
    "endTime": "10:00",
    "overallScore": "5",
}
"""Values for required fields that a page shows empty, by their names."""
NAMED = re.compile(r'id="([\w-]+)-error"')
"""The message beside a field, or beside the row of fields to which it belongs."""
UNNAMED = ("/login",)
"""The form that does not tell whether the address or the password is wrong."""
IN_USE: Mapping[str, str] = {"proficiency": "language"}
"""Fields that count only in a row whose other field is filled in."""
REFUSED = frozenset({400, 422})
BROKEN = 500
HUGE: Mapping[str, str] = {"post": "x" * 100_000, "get": "x" * 10_000}
"""Values that are longer than any limit, by the method of their form: servers cut addresses earlier than bodies."""
ENDING = ("/logout", "/account/password", "/account/data/delete")
"""The forms that end the sign-in or the account of their reader; they come last."""
TOLERANT = ("/language", "/account/profile/picture")
"""The switcher of languages changes nothing for a language that pages do not speak; files are in test_picture_pages."""


@define
class Desk:
    """A reader with all forms that they meet, one of each kind."""

    browser: PageClient
    forms: list[WrittenForm] = field(factory=list)
    secret: str | None = None
    """The cookie of the present sign-in."""
    token: str = ""
    """The form token of a sign-in that began after the forms were opened."""

    @classmethod
    async def of(cls, neighbourhood: Neighbourhood, reader: str) -> "Desk":
        way = await neighbourhood.walk(reader, STARTS[reader][0])
        found = {
            (form.method, _kind(form.action), *sorted(form.fields)): form
            for page, answer in way.pages.items()
            if answer.status_code == 200
            for form in forms_of(page, answer.text)
        }
        return cls(way.browser, list(found.values()), way.browser.http.cookies.get("hushroom"))

    async def again(self, world: World) -> "Desk":
        """Returns the same reader with the same forms before a platform that holds the same rows."""
        desk = Desk(self.browser.again(world), self.forms, self.secret)
        await desk.browser.get("/help")
        return desk

    async def send(self, form: WrittenForm, changes: Mapping[str, str | list[str]]) -> httpx.Response:
        """Sends a form with its values, with good ones for what is empty, and with these changes."""
        values = {one.name: one.value or GOOD.get(one.name, "") for one in form.fields.values()}
        sent: dict[str, str | list[str]] = {name: value for name, value in values.items() if value}
        if form.method == "post":
            sent |= {"form_id": str(uuid4()), **({"form_token": self.token} if self.token else {})}
        sent |= changes
        if form.method == "get":
            return await self.browser.http.get(f"{form.action}?{urlencode(sent, doseq=True, errors='surrogatepass')}")
        return await self.browser.post(form.action, sent)

    async def come_back(self) -> None:
        """Becomes the same reader again after a form that has changed the sign-in, with the token of its forms.

        A reader whose account is deleted stays a stranger.
        """
        secret = self.browser.http.cookies.get("hushroom")
        if secret == self.secret:
            return
        if not self.browser.addresses:
            self.browser.http.cookies.delete("hushroom")
        for address in self.browser.addresses:
            await self.browser.sign_in(address)
        await self.browser.get("/login")
        self.token = self.browser.form("/login").value("form_token")
        self.secret = self.browser.http.cookies.get("hushroom")


@pytest.fixture(scope="module")
def desks() -> dict[str, Desk]:
    """Holds the desks of the readers who have walked over all pages already."""
    return {}


@pytest.fixture
async def desk(
    reader: str, prepared_neighbourhood: Scene[Neighbourhood], desks: dict[str, Desk]
) -> AsyncIterator[Desk]:
    """Yields the desk of a reader before a platform on which nobody has sent a form yet."""
    if reader not in desks:
        async with (world := prepared_neighbourhood.begin()).http:
            desks[reader] = await Desk.of(prepared_neighbourhood.cast.again(world), reader)
    async with (world := prepared_neighbourhood.begin()).http:
        yield await desks[reader].again(world)


def _ends_something(form: WrittenForm) -> int:
    return ENDING.index(form.action) if form.action in ENDING else -1


def _kind(action: str) -> str:
    """Returns the address without the ids in it."""
    return "/".join("*" if len(part) == len(str(uuid4())) else part for part in urlsplit(action).path.split("/"))


def faults(form: WrittenForm, one: FormField, typed: str, answer: httpx.Response) -> Iterator[str]:
    """Yields the faults of the response to a bad value."""
    where = f"{form.method} {_kind(form.action)} {one.name}={typed[:20]!r}"
    if answer.status_code not in REFUSED:
        yield f"{where}: {answer.status_code}"
        return
    if "<h1" not in answer.text:
        yield f"{where}: no page"
    if form.action not in UNNAMED and not any(_belongs(one.name, name) for name in NAMED.findall(answer.text)):
        yield f"{where}: its field is not named"
    if not any(_kind(found.action) == _kind(form.action) for found in forms_of(form.page, answer.text)):
        yield f"{where}: the form is not there again"
    if one.kind in TYPED - {"password"} and typed.strip() not in unescape(answer.text):
        yield f"{where}: what was typed is not kept"


def _belongs(field_name: str, named: str) -> bool:
    """Returns whether a message is at a field: under its name, that of its row, or the number of its row."""
    row = IN_USE.get(field_name, field_name)
    return field_name.startswith(named) or named.startswith(f"{row}-")


def twists(form: WrittenForm) -> Iterator[tuple[str, dict[str, str | list[str]]]]:
    """Yields changes of a form that no browser makes, each with its name."""
    yield "an unknown field", {"unknown-field": "1"}
    huge = HUGE[form.method]
    for one in form.fields.values():
        good = one.value or GOOD.get(one.name, "")
        yield f"{one.name} is missing", {one.name: []}
        yield f"{one.name} twice", {one.name: [good, good]}
        yield f"{one.name} and another one", {one.name: [good, NOT_OFFERED]}
        yield f"{one.name} huge", {one.name: huge}
        yield f"{one.name} a huge number", {one.name: "9" * len(huge)}


def _row(name: str) -> dict[str, str]:
    return {IN_USE[name]: "fr"} if name in IN_USE else {}


@pytest.mark.parametrize("reader", READERS)
async def test_a_bad_value_is_refused_at_its_field_and_kept(desk: Desk) -> None:
    found: list[str] = []
    for form in desk.forms:
        for one in form.visible if form.method == "post" and form.action not in TOLERANT else ():
            for typed in one.bad_values:
                found += faults(form, one, typed, await desk.send(form, {**_row(one.name), one.name: typed}))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("reader", READERS)
async def test_a_form_with_missing_repeated_unknown_and_huge_fields_never_fails(desk: Desk) -> None:
    found: list[str] = []
    for form in sorted(desk.forms, key=_ends_something):
        for name, changes in twists(form):
            answer = await desk.send(form, changes)
            await desk.come_back()
            if answer.status_code >= BROKEN:
                found.append(f"{form.method} {_kind(form.action)} {name}: {answer.status_code}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("reader", READERS)
async def test_a_filter_with_a_bad_value_is_a_page(desk: Desk) -> None:
    found: list[str] = []
    for form in desk.forms:
        for one in form.fields.values() if form.method == "get" else ():
            for typed in (*one.bad_values, *INVISIBLE, "-1", "0", "\ud800"):
                answer = await desk.send(form, {one.name: typed})
                if answer.status_code not in {200, 422} or "<h1" not in answer.text:
                    found.append(f"{_kind(form.action)} {one.name}={typed[:20]!r}: {answer.status_code}")
    assert not found, "\n".join(found)
