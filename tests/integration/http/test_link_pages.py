"""The pages behind the links in emails: their content, effects and headers."""

import html
import io
import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from attrs import frozen
from litestar.routes import HTTPRoute

from hushroom_http.pages.links import PATHS
from hushroom_http.pages.rendering import LANGUAGES, language_of, words_in
from tests.integration.http.platform_parts import Parts
from tests.integration.http.routes import PREFIX
from tests.integration.http.world import PASSWORD, RESET, VERIFICATION, Person, World, http_settings, web

SITE = "http://hushroom.test"
NEW_PASSWORD = "Different456!"
ROWS: dict[tuple[str, str], tuple[int, dict[str, str] | None]] = {
    ("GET", "/"): (200, None),
    ("GET", "/verify-email"): (200, None),
    ("POST", "/verify-email"): (400, {"token": "unknown"}),
    ("GET", "/reset-password"): (200, None),
    ("POST", "/reset-password"): (400, {"token": "unknown", "password": NEW_PASSWORD}),
    ("GET", "/companion/payouts"): (200, None),
    ("GET", "/pages.css"): (200, None),
}
"""The status of each page for every caller, and the form that is sent."""


async def ask(world: World, method: str, path: str, **request: Any) -> httpx.Response:
    return await world.ask(method, f"{SITE}{path}", **request)


def told(answer: httpx.Response) -> str:
    """Returns the visible text of a page."""
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.text.partition("<body>")[2]))


def test_every_page_has_a_row() -> None:
    found = {
        (method, route.path_format)
        for route in web(http_settings()).routes
        if isinstance(route, HTTPRoute) and not route.path.startswith((PREFIX, "/docs"))
        for handler in route.route_handlers
        for method in handler.http_methods - {"OPTIONS"}
    }
    assert found == ROWS.keys()
    assert {path for _, path in ROWS} == PATHS


@pytest.mark.parametrize("route", ROWS, ids=" ".join)
async def test_everybody_gets_the_same(world: World, route: tuple[str, str]) -> None:
    status, form = ROWS[route]
    people: list[Person | None] = [None, await world.join("ada"), await world.companion("cleo"), await world.admin()]
    query = "?token=unknown" if route[0] == "GET" else ""
    answers = [await ask(world, route[0], route[1] + query, by=person, data=form) for person in people]
    assert {answer.status_code for answer in answers} == {status}
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize("path", sorted({*PATHS, *(f"{path}/" for path in PATHS if path != "/")}))
async def test_pages_run_nothing_and_tell_nobody_where_their_reader_came_from(world: World, path: str) -> None:
    answer = await ask(world, "GET", f"{path}?token=secret")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert (policy["default-src"], policy["style-src"], policy["form-action"]) == ("'none'", "'self'", "'self'")
    assert "<script" not in answer.text
    assert set(re.findall(r'(?:src|href)="([^"]*)"', answer.text)) <= {"/pages.css"}
    head = await ask(world, "HEAD", path)
    assert (head.status_code, head.content) == ((await ask(world, "GET", path)).status_code, b"")


async def test_opening_the_link_proves_nothing_and_pressing_the_button_does(world: World) -> None:
    ada = await world.join("ada")
    token = await world.mailed_token(ada.email, VERIFICATION)
    both = [await ask(world, "GET", f"/verify-email?token={token}") for _ in range(2)]
    assert [one.status_code for one in both] == [200, 200]
    assert not (await world.get("/users/me", ada))["isEmailVerified"]
    action = re.search(r'<form method="post" action="([^"]*)">', both[1].text)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', both[1].text))
    assert action is not None
    pressed = await ask(world, "POST", action[1], data=fields)
    assert (pressed.status_code, words_in("en")["verify"]["done"] in told(pressed)) == (200, True)
    assert (await world.get("/users/me", ada))["isEmailVerified"]
    again = await ask(world, "POST", action[1], data=fields)
    assert (again.status_code, words_in("en")["problems"]["useless"] in told(again)) == (400, True)


async def test_a_new_password_is_set_after_a_weak_one_was_refused(world: World) -> None:
    ada = await world.join("ada")
    await world.post("/auth/forgot-password", body={"email": ada.email})
    token = await world.mailed_token(ada.email, RESET)
    shown = await ask(world, "GET", f"/reset-password?token={token}")
    assert 'autocomplete="new-password"' in shown.text
    weak = await ask(world, "POST", "/reset-password", data={"token": token, "password": "weak"})
    assert (weak.status_code, words_in("en")["problems"]["password"] in told(weak)) == (400, True)
    assert f'value="{token}"' in weak.text
    assert "weak" not in weak.text.replace(words_in("en")["problems"]["password"], "")
    good = await ask(world, "POST", "/reset-password", data={"token": token, "password": NEW_PASSWORD})
    assert (good.status_code, words_in("en")["reset"]["done"] in told(good)) == (200, True)
    for password, status in ((PASSWORD, 401), (NEW_PASSWORD, 201)):
        body = {"email": ada.email, "password": password}
        assert (await world.ask("POST", "/auth/login", json=body)).status_code == status
    useless = await ask(world, "POST", "/reset-password", data={"token": token, "password": NEW_PASSWORD})
    assert (useless.status_code, words_in("en")["problems"]["useless"] in told(useless)) == (400, True)


async def test_a_link_that_is_too_old_is_said_to_be(world: World) -> None:
    ada = await world.join("ada")
    token = await world.mailed_token(ada.email, VERIFICATION)
    world.clock.advance(timedelta(hours=24))
    answer = await ask(world, "POST", "/verify-email", data={"token": token})
    assert (answer.status_code, words_in("en")["problems"]["useless"] in told(answer)) == (400, True)


@pytest.mark.parametrize("path", ["/verify-email", "/reset-password"])
async def test_a_link_without_its_token_is_not_complete(world: World, path: str) -> None:
    incomplete = words_in("en")["problems"]["incomplete"]
    for query in ("", "?token=", "?token=%20", f"?token={'x' * 5_000}"):
        answer = await ask(world, "GET", path + query)
        assert (answer.status_code, incomplete in told(answer)) == (400, True)
    for form in ({}, {"token": " "}):
        answer = await ask(world, "POST", path, data={**form, "password": NEW_PASSWORD})
        assert (answer.status_code, incomplete in told(answer)) == (400, True)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"token=%ff", "application/x-www-form-urlencoded", 400),
        (b"token=\xff", "application/x-www-form-urlencoded", 400),
        (b"&".join([b"a=b"] * 50), "application/x-www-form-urlencoded", 400),
        (b"token=a%00b", "application/x-www-form-urlencoded", 400),
        (b"", "application/x-www-form-urlencoded", 400),
    ],
)
@pytest.mark.parametrize("path", ["/verify-email", "/reset-password"])
async def test_what_is_no_form_is_refused_in_words(
    world: World, path: str, body: bytes, kind: str, status: int
) -> None:
    answer = await ask(world, "POST", path, content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert words_in("en")["problems"]["title"] in told(answer)


async def test_a_token_in_a_link_is_text_and_nothing_else(world: World) -> None:
    answer = await ask(world, "GET", "/verify-email", params={"token": '"><script>alert(1)</script>'})
    assert "<script" not in answer.text
    assert html.unescape(re.findall(r'name="token" value="([^"]*)"', answer.text)[0]) == '"><script>alert(1)</script>'


async def test_no_token_of_a_link_is_logged(world: World, logged: io.StringIO) -> None:
    ada = await world.join("ada")
    token = await world.mailed_token(ada.email, VERIFICATION)
    await ask(world, "GET", f"/verify-email?token={token}")
    await ask(world, "POST", "/verify-email", data={"token": token})
    await ask(world, "POST", "/reset-password", data={"token": token, "password": "weak"})
    assert "/verify-email" in logged.getvalue()
    assert token not in logged.getvalue()


@frozen(kw_only=True)
class Verdict:
    allowed: bool
    limit: int = 5
    remaining: int = 0
    reset_seconds: int = 42
    window_seconds: int = 60


@frozen
class UsedUpLimits:
    """Implements `RateLimits` with one limit that is used up."""

    name: str

    async def hit(self, scope: str, client: str) -> Verdict:  # noqa: ARG002 - everybody is refused alike
        return Verdict(allowed=scope != self.name)


@pytest.mark.parametrize("limit", ["overall", "reset_password"])
async def test_too_many_attempts_are_refused_in_words(parts: Parts, limit: str) -> None:
    form = {"token": "x", "password": NEW_PASSWORD}
    answer = await ask(World.new(parts, UsedUpLimits(limit)), "POST", "/reset-password", data=form)
    assert (answer.status_code, words_in("en")["problems"]["many"] in told(answer)) == (429, True)
    assert int(answer.headers["retry-after"]) > 0


async def test_a_companion_is_sent_back_to_the_app(world: World) -> None:
    words = words_in("en")["payouts"]
    for query, text in (("", "text"), ("?onboarding=done", "text"), ("?onboarding=again", "again")):
        assert words[text] in told(await ask(world, "GET", f"/companion/payouts{query}"))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_pages_speak_the_language_that_the_browser_asks_for(world: World, language: str) -> None:
    answer = await ask(world, "GET", "/reset-password?token=x", headers={"accept-language": f"{language}-XX,en;q=0.1"})
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in answer.text
    assert answer.headers["content-language"] == language
    assert "Accept-Language" in answer.headers["vary"]
    assert words_in(language)["reset"]["hint"] in told(answer)


def test_every_language_says_the_same() -> None:
    said = {language: {f"{part}.{name}" for part, words in words_in(language).items() for name in words}
            for language in LANGUAGES}  # fmt: skip
    assert said["fr"] == said["en"] == said["ar"]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de", "en"),
        ("fr-CA", "fr"),
        ("de, fr;q=0.5, ar;q=0.9", "ar"),
        ("en;q=0.1, fr;q=0.2", "fr"),
        ("fr;q=0, en", "en"),
        ("fr;q=x", "en"),
        ("fr;q=nan, ar;q=0.1", "ar"),
        (",;q=,;;" * 100, "en"),
    ],
)
def test_the_language_is_the_one_that_is_wanted_most(accepted: str, language: str) -> None:
    assert language_of(accepted) == language


@pytest.mark.parametrize("path", [*sorted(PATHS), "/docs", "/docs/docs.css"])
async def test_every_page_names_its_encoding_once(world: World, path: str) -> None:
    kind = "text/css" if path.endswith(".css") else "text/html"
    answer = await ask(world, "GET", path)
    assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
