"""Authorization of pages: every page for every kind of reader. A page without a row fails.

An unsafe page without the form token of its reader, or from another site, is refused whoever sends it.
"""

import re
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest
from attrs import define, frozen
from litestar.routes import HTTPRoute

from hushroom_adapters.postgres.core.database import Database
from hushroom_http.pages.csrf import FOR_STRANGERS
from hushroom_http.pages.public import in_all_languages
from tests.integration.http.page_client import PageClient
from tests.integration.http.passkey_steps import a_device, add_passkey
from tests.integration.http.platform_parts import parts_on_postgres
from tests.integration.http.routes import PREFIX
from tests.integration.http.second_factors import lost
from tests.integration.http.world import World, http_settings, web
from tests.support.source_files import ROOT

Page = tuple[str, str]
INCOMPLETE = 400
"""The status of the page of a mailed link without its token."""
NOTHING = 204
"""The status of the stream of notifications for a stranger, whose browser does not come back after it."""
SIGN_IN, ELSEWHERE, UNKNOWN, FORBIDDEN, HIDDEN, MISSING = 303, 303, 401, 403, 404, 404
READERS = ("seeker", "companion", "bystander", "admin")
"""The seeker and the companion of a session, a signed-in reader who is in none, and an administrator."""


@frozen
class Row:
    """The statuses for a stranger and for each of `READERS`, and the names of the ids in the path."""

    stranger: int
    readers: tuple[int, int, int, int]
    ids: tuple[str, ...] = ()


def public(status: int = 200) -> Row:
    """Returns the row of a page that everybody may open."""
    return Row(status, (status,) * 4)


def signed_in(status: int = 200, *ids: str) -> Row:
    """Returns the row of a page for everybody who has signed in."""
    return Row(SIGN_IN, (status,) * 4, ids)


def participants(*ids: str) -> Row:
    """Returns the row of a page for the participants of a session; the session is hidden from others."""
    return Row(SIGN_IN, (200, 200, HIDDEN, HIDDEN), ids)


def led_on(*ids: str) -> Row:
    """Returns the row of a step of a session that is past: it leads its participants on, and hides from others."""
    return Row(SIGN_IN, (ELSEWHERE, ELSEWHERE, HIDDEN, HIDDEN), ids)


def admins(*ids: str) -> Row:
    """Returns the row of a page for administrators."""
    return Row(SIGN_IN, (FORBIDDEN, FORBIDDEN, FORBIDDEN, 200), ids)


INFORMATION = (
    *("/", "/how-it-works", "/pricing", "/companions", "/help", "/terms", "/privacy", "/cookies", "/accessibility"),
    *("/crisis", "/status"),
)
UNNAMED = ("/help/{slug}", "/companions/{companion_id}", "/companions/{companion_id}/card")
"""Public pages that are asked for something that does not exist."""


def companions() -> Row:
    """Returns the row of a page for readers with a companion profile; others have no such page."""
    return Row(SIGN_IN, (MISSING, 200, MISSING, MISSING))


TABLE: Mapping[str, Row] = {
    **{address: public() for path in INFORMATION for address in in_all_languages(path)},
    **{address: public(MISSING) for path in UNNAMED for address in in_all_languages(path)},
    "/sitemap.xml": public(),
    "/robots.txt": public(),
    "/manifest.webmanifest": public(),
    "/sw.js": public(),
    "/offline": public(),
    "/favicon.ico": public(),
    "/.well-known/assetlinks.json": public(MISSING),
    "/.well-known/apple-app-site-association": public(MISSING),
    "/register": public(),
    "/login": public(),
    "/login/second-factor": public(),
    "/login/enrol": public(),
    "/login/recovery": public(),
    "/stop-recovery": public(INCOMPLETE),
    "/forgot-password": public(),
    "/verify-email": public(INCOMPLETE),
    "/reset-password": public(INCOMPLETE),
    "/confirm-email-change": public(INCOMPLETE),
    "/undo-email-change": public(INCOMPLETE),
    "/come-back": public(INCOMPLETE),
    "/home": signed_in(),
    "/sessions": signed_in(),
    "/sessions/new": signed_in(),
    "/sessions/{session_id}": participants("ended"),
    "/sessions/{session_id}/goal": led_on("ended"),
    "/sessions/{session_id}/contract": led_on("ended"),
    "/sessions/{session_id}/companions": led_on("ended"),
    "/sessions/{session_id}/payment": led_on("ended"),
    "/sessions/{session_id}/done": led_on("ended"),
    "/sessions/{session_id}/cancel": led_on("ended"),
    "/sessions/{session_id}/rating": participants("ended"),
    "/sessions/{session_id}/report": participants("ended"),
    "/sessions/{session_id}/room": participants("ready"),
    "/welcome": signed_in(),
    "/account": signed_in(),
    "/account/profile": signed_in(),
    "/account/languages": signed_in(),
    "/account/password": signed_in(),
    "/account/email": signed_in(),
    "/account/data": signed_in(),
    "/account/payments": signed_in(),
    "/account/payments/{payment_id}": Row(SIGN_IN, (200, HIDDEN, HIDDEN, HIDDEN), ("payment",)),
    "/notifications": signed_in(),
    "/notifications/key": signed_in(),
    "/notifications/emails": signed_in(),
    "/notices": Row(NOTHING, (200,) * 4),
    "/admin": admins(),
    "/admin/users": admins(),
    "/admin/users.csv": admins(),
    "/admin/users/{user_id}": admins("user"),
    "/admin/users/{user_id}/access": admins("user"),
    "/admin/users/{user_id}/role": admins("user"),
    "/admin/recoveries": admins(),
    "/admin/recoveries/{recovery_id}": admins("recovery"),
    "/admin/companions": admins(),
    "/admin/companions.csv": admins(),
    "/admin/companions/{companion_id}": admins("profile"),
    "/admin/companions/{companion_id}/approve": admins("profile"),
    "/admin/companions/{companion_id}/suspend": admins("profile"),
    "/admin/companions/{companion_id}/reactivate": admins("profile"),
    "/admin/sessions": admins(),
    "/admin/sessions.csv": admins(),
    "/admin/sessions/{session_id}": admins("ended"),
    "/admin/payments": admins(),
    "/admin/payments.csv": admins(),
    "/admin/payments/{payment_id}": admins("payment"),
    "/admin/payments/{payment_id}/capture": admins("payment"),
    "/admin/payments/{payment_id}/refund": admins("payment"),
    "/admin/reports": admins(),
    "/admin/reports.csv": admins(),
    "/admin/reports/{report_id}": admins("report"),
    "/admin/reports/{report_id}/decision": admins("report"),
    "/admin/ratings": admins(),
    "/admin/ratings.csv": admins(),
    "/admin/contract-templates": admins(),
    "/admin/contract-templates.csv": admins(),
    "/admin/audit": admins(),
    "/admin/audit/entries.csv": admins(),
    "/account/reports": signed_in(),
    "/account/devices": signed_in(),
    "/account/passkeys": signed_in(),
    "/account/passkeys/{passkey_id}": Row(SIGN_IN, (200, MISSING, MISSING, MISSING), ("passkey",)),
    "/account/second-factor": signed_in(),
    "/account/second-factor/app": signed_in(ELSEWHERE),
    "/account/second-factor/confirm": signed_in(ELSEWHERE),
    "/account/second-factor/codes": signed_in(ELSEWHERE),
    "/account/prove": signed_in(ELSEWHERE),
    "/account/identities": signed_in(),
    "/login/by/{provider_id}/done": public(INCOMPLETE),
    "/login/by/{provider_id}/account": public(INCOMPLETE),
    "/login/by/{provider_id}/register": public(INCOMPLETE),
    "/account/favourites": signed_in(),
    "/companions/{companion_id}/report": Row(SIGN_IN, (200, HIDDEN, 200, 200), ("profile",)),
    "/sessions/{session_id}/calendar.ics": Row(SIGN_IN, (MISSING, MISSING, HIDDEN, HIDDEN), ("ended",)),
    "/companion": Row(SIGN_IN, (ELSEWHERE, 200, ELSEWHERE, ELSEWHERE)),
    "/companion/application": signed_in(),
    "/companion/profile": companions(),
    "/companion/hours": companions(),
    "/companion/earnings": companions(),
    "/companion/reviews": companions(),
    "/companion/payouts": companions(),
}
"""The pages that are opened (GET)."""


@define
class Readers:
    """The browsers of all kinds of readers, and the ids of what the pages are about."""

    world: World
    browsers: dict[str, PageClient]
    ids: dict[str, str]


def handlers() -> list[Page]:
    """Returns method and path of every page, without the files."""
    return sorted(
        {
            (method, route.path_format)
            for route in web(http_settings()).routes
            if isinstance(route, HTTPRoute) and not route.path.startswith((PREFIX, "/docs", "/assets", "/avatars"))
            for handler in route.route_handlers
            for method in handler.http_methods - {"OPTIONS", "HEAD"}
        }
    )


UNSAFE = [path for method, path in handlers() if method != "GET"]
NOWHERE = "0199b7a0-0000-7000-8000-000000000009"


async def assemble(world: World) -> Readers:
    seeker, companion, admin = await world.join("seeker"), await world.companion("companion"), await world.admin()
    ended, payment = await world.end(seeker, companion)
    ready, _ = await world.ready(seeker, companion)
    people = {"seeker": seeker, "companion": companion, "bystander": await world.join("bystander"), "admin": admin}
    browsers = {name: await PageClient.of(world).sign_in(person.email) for name, person in people.items()}
    complaint = {"reportedUserId": companion.id, "reason": "Rude", "description": "They shouted."}
    report = await world.post("/reports", seeker, complaint)
    passkey = await add_passkey(world, seeker, a_device())
    recovery = await lost(world, await world.join("lost"))
    own = {
        "recovery": recovery,
        "passkey": passkey["id"],
        "user": seeker.id,
        "profile": companion.companion_id,
        "report": report["id"],
    }
    return Readers(
        world,
        {"stranger": PageClient.of(world), **browsers},
        {"ended": ended, "ready": ready, "payment": payment, **own},
    )


def filled(path: str, ids: Mapping[str, str], names: tuple[str, ...] = ()) -> str:
    """Returns a path with ids in the place of its parameters, in their order; with a strange id for a missing name."""
    left = [ids[name] for name in names]
    parts = ((left.pop(0) if left else NOWHERE) if part.startswith("{") else part for part in path.split("/"))
    return "/".join(parts)


def test_every_page_that_is_opened_has_a_row() -> None:
    assert {path for method, path in handlers() if method == "GET"} == TABLE.keys()


async def test_every_page_is_open_to_those_whom_the_table_names(world: World) -> None:
    cast = await assemble(world)
    for path, row in TABLE.items():
        where = filled(path, cast.ids, row.ids)
        wanted = {"stranger": row.stranger, **dict(zip(READERS, row.readers, strict=True))}
        answers = {name: await opened(browser, where) for name, browser in cast.browsers.items()}
        assert {name: answer.status_code for name, answer in answers.items()} == wanted, where
        if row.stranger == SIGN_IN:
            assert answers["stranger"].headers["location"].startswith("/login?next="), where


async def opened(browser: PageClient, path: str) -> httpx.Response:
    """Asks for a page; for the head alone of an answer that has no end."""
    return await (browser.http.head(path) if path in ENDLESS else browser.http.get(path))


@pytest.fixture(scope="module")
async def lasting(lasting_database: Database) -> AsyncIterator[Readers]:
    """Yields readers whom all tests of refusals share, because a refused form changes nothing."""
    world = World.new(parts_on_postgres(lasting_database))
    async with world.http:
        yield await assemble(world)


@pytest.mark.parametrize("path", sorted(set(UNSAFE) - FOR_STRANGERS))
async def test_a_form_without_its_token_is_refused_whoever_sends_it(lasting: Readers, path: str) -> None:
    browsers = lasting.browsers | {"stranger": PageClient.of(lasting.world)}
    before = await lasting.world.parts.kept()
    answers = {
        name: await browser.post(filled(path, lasting.ids), {"field": "value"}) for name, browser in browsers.items()
    }
    assert before == await lasting.world.parts.kept(), "something was written"
    assert {name: answer.status_code for name, answer in answers.items() if name in READERS} == dict.fromkeys(
        READERS, FORBIDDEN
    )
    assert answers["stranger"].status_code in {UNKNOWN, FORBIDDEN}
    assert [name for name, answer in answers.items() if "set-cookie" in answer.headers and name in READERS] == []


@pytest.mark.parametrize("path", UNSAFE)
async def test_a_form_with_the_token_of_another_person_is_refused(lasting: Readers, path: str) -> None:
    tokens = [await token_of(lasting.browsers[name]) for name in READERS]
    assert len(set(tokens)) == len(READERS)
    before = await lasting.world.parts.kept()
    answers = {
        name: await lasting.browsers[name].post(filled(path, lasting.ids), {"form_token": foreign})
        for name, foreign in zip(READERS, (*tokens[1:], tokens[0]), strict=True)
    }
    assert before == await lasting.world.parts.kept(), "something was written"
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(READERS, FORBIDDEN)
    assert [name for name, answer in answers.items() if "set-cookie" in answer.headers] == []


async def token_of(browser: PageClient) -> str:
    """Returns the form token of a reader's own pages."""
    await browser.get("/help")
    return next(form.value("form_token") for form in browser.forms() if form.method == "post")


@pytest.mark.parametrize("path", UNSAFE)
@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {},
    ],
    ids=["cross-site", "same-site", "foreign origin", "unsaid"],
)
async def test_a_form_from_another_site_is_refused(lasting: Readers, path: str, headers: dict[str, str]) -> None:
    reader = lasting.browsers["bystander"]
    token = await token_of(reader)
    before = await lasting.world.parts.kept()
    answer = await reader.post(filled(path, {}), {"form_token": token}, headers=headers)
    assert answer.status_code == FORBIDDEN
    assert before == await lasting.world.parts.kept(), "something was written"
    assert "set-cookie" not in answer.headers


ENDLESS = {"/notices"}
FOR_PROGRAMS = {"/offline", "/manifest.webmanifest", "/sw.js", "/favicon.ico", "/robots.txt", "/sitemap.xml"}
FOR_PROGRAMS |= {"/.well-known/assetlinks.json", "/.well-known/apple-app-site-association"}
FOR_PROGRAMS |= {"/notifications/key", "/notices", "/admin/audit/entries.csv"}
FOR_PROGRAMS |= {
    f"/admin/{name}.csv"
    for name in ("users", "companions", "sessions", "payments", "reports", "ratings", "contract-templates")
}
"""The addresses that are opened and are no pages of the table."""


def test_the_page_of_the_documentation_has_every_page() -> None:
    text = (ROOT / "docs/reference/pages.md").read_text()
    listed = re.findall(r"^\| `(/\S*)`", text.partition("<!-- pages:begin -->")[2], re.MULTILINE)
    opened = {path for method, path in handlers() if method == "GET" and not re.match(r"/(fr|ar)(/|$)", path)}
    assert set(listed) == opened - FOR_PROGRAMS
