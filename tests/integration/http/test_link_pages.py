"""The pages behind the links in emails on a server without the web app: their effects, their words, their leads."""

import re
from collections.abc import AsyncIterator

import pytest
from attrs import frozen
from litestar.routes import HTTPRoute

from hushroom_http.pages.identity.mailed_links import PATHS
from tests.integration.http.page_client import SITE, PageClient
from tests.integration.http.platform_parts import Parts
from tests.integration.http.world import PASSWORD, RESET, VERIFICATION, World, http_settings, web

NEW_PASSWORD = "Different456!"
LOADED = re.compile(r'(?:src|href|action)="([^"]*)"')


@pytest.fixture
async def world(parts: Parts) -> AsyncIterator[World]:
    made = World.new(parts, has_pages=False)
    async with made.http:
        yield made


@pytest.fixture
def browser(world: World) -> PageClient:
    return PageClient.of(world)


def test_the_pages_of_mailed_links_are_the_only_ones() -> None:
    routes = (route for route in web(http_settings(has_pages=False)).routes if isinstance(route, HTTPRoute))
    served = {route.path_format for route in routes}
    pages = {path for path in served if not path.startswith(("/api/", "/assets/", "/avatars/", "/docs", "/openapi"))}
    assert pages == PATHS


@pytest.mark.parametrize("path", ["/", "/login", "/home", "/language", "/sw.js"])
async def test_every_other_path_belongs_to_the_api(browser: PageClient, path: str) -> None:
    answer = await browser.http.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_opening_a_link_proves_nothing_and_pressing_its_button_does(world: World, browser: PageClient) -> None:
    ada = await world.join("ada")
    token = await world.mailed_token(ada.email, VERIFICATION)
    for _ in range(2):
        assert (await browser.get("/verify-email", params={"token": token})).status_code == 200
    assert not (await world.get("/users/me", ada))["isEmailVerified"]
    pressed = await browser.submit("/verify-email")
    assert (pressed.status_code, "Your address is confirmed." in browser.text) == (200, True)
    assert (await world.get("/users/me", ada))["isEmailVerified"]
    await browser.get("/verify-email", params={"token": token})
    assert (await browser.submit("/verify-email")).status_code == 400


async def test_a_new_password_is_set_after_a_weak_one_was_refused(world: World, browser: PageClient) -> None:
    ada = await world.join("ada")
    await world.post("/auth/forgot-password", body={"email": ada.email})
    token = await world.mailed_token(ada.email, RESET)
    await browser.get("/reset-password", params={"token": token})
    weak = await browser.submit("/reset-password", password="weak")
    assert (weak.status_code, browser.form("/reset-password").value("token")) == (422, token)
    assert "Add another word or two" in browser.text
    common = await browser.submit("/reset-password", password="Liverpool1")
    assert (common.status_code, "so it is guessed first" in browser.text) == (422, True)
    good = await browser.submit("/reset-password", password=NEW_PASSWORD)
    assert (good.status_code, "Your password is set." in browser.text) == (200, True)
    for password, status in ((PASSWORD, 401), (NEW_PASSWORD, 201)):
        body = {"email": ada.email, "password": password}
        assert (await world.ask("POST", "/auth/login", json=body)).status_code == status


@pytest.mark.parametrize("path", sorted(PATHS))
@pytest.mark.parametrize("query", ["?token=x", "", "?done=verified", "?done=password", "/?token=x"])
async def test_no_page_leads_to_one_that_is_not_served(browser: PageClient, path: str, query: str) -> None:
    page = await browser.get(f"{path}{query}")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    found = set(LOADED.findall(page.text)) - {"#main"}
    assert found
    for address in sorted(found):
        assert (await browser.http.get(address)).headers["content-type"] != "application/problem+json"


@pytest.mark.parametrize("path", sorted(PATHS))
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
async def test_refusals_are_pages_that_lead_nowhere_else(browser: PageClient, path: str, kind: str) -> None:
    body, own = b"token=%ff", {"content-type": kind, "sec-fetch-site": "same-origin"}
    for headers in (own, {**own, "sec-fetch-site": "cross-site"}):
        answer = await browser.http.post(path, content=body, headers=headers)
        assert (answer.status_code >= 400, answer.headers["content-type"]) == (True, "text/html; charset=utf-8")
        assert {where for where in LOADED.findall(answer.text) if not where.startswith("/assets/")} <= {"#main", path}


@frozen(kw_only=True)
class Verdict:
    allowed: bool
    limit: int = 5
    remaining: int = 0
    reset_seconds: int = 42
    window_seconds: int = 60


@frozen
class UsedUpLimits:
    """Implements `RateLimits` with limits that are used up; `names` has spaces between them."""

    names: str

    async def hit(self, scope: str, client: str) -> Verdict:  # noqa: ARG002 - everybody is refused alike
        return Verdict(allowed=scope not in self.names.split())


@pytest.mark.parametrize("limit", ["overall", "pages"])
async def test_too_many_attempts_are_refused_in_words(parts: Parts, limit: str) -> None:
    world = World.new(parts, UsedUpLimits(limit), has_pages=False)
    form = {"token": "x", "password": NEW_PASSWORD}
    headers = {"sec-fetch-site": "same-origin"}
    answer = await world.ask("POST", f"{SITE}/reset-password", data=form, headers=headers)
    assert answer.status_code == 429
    assert "Too many requests came from you." in answer.text
    assert int(answer.headers["retry-after"]) > 0


async def test_too_many_attempts_with_a_link_keep_the_link(parts: Parts) -> None:
    browser = PageClient.of(World.new(parts, UsedUpLimits("reset_password"), has_pages=False))
    await browser.get("/reset-password?token=x")
    page = await browser.submit("/reset-password", password=NEW_PASSWORD)
    assert (page.status_code, "That was a lot at once" in browser.text) == (429, True)
    assert browser.form("/reset-password").value("token") == "x"


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_the_pages_speak_the_language_that_the_browser_asks_for(browser: PageClient, language: str) -> None:
    page = await browser.get("/reset-password?token=x", headers={"accept-language": f"{language}-XX,en;q=0.1"})
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page.text


@pytest.mark.parametrize("path", ["/docs", "/docs/docs.css"])
async def test_the_pages_of_the_reference_name_their_encoding_once(world: World, path: str) -> None:
    kind = "text/css" if path.endswith(".css") else "text/html"
    answer = await world.ask("GET", f"{SITE}{path}")
    assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
