"""Each surface writes errors in its own format, and sends its own headers, wherever in the server an error occurs."""

import io
import json

import pytest

from hushroom_adapters.i18n.pages.catalogues import catalogue
from hushroom_http.pages.assets import is_asset
from tests.integration.http.platform_parts import Parts
from tests.integration.http.test_link_pages import UsedUpLimits
from tests.integration.http.world import World

SITE = "http://hushroom.localhost"
HTML, PROBLEM = "text/html; charset=utf-8", "application/problem+json"
FORM_ACTION = "form-action 'self'"
FORMATS = {
    "/login": HTML,
    "/login/": HTML,
    "/verify-email": HTML,
    "/nowhere": HTML,
    "/verify-email/nowhere": HTML,
    "/assets/0/css/none.css": HTML,
    "/api/v1/companions": PROBLEM,
    "/api/v1/nowhere": PROBLEM,
    "/api/v1/payments/webhook": PROBLEM,
    "/api/v1/media/webhook": PROBLEM,
    "/docs": PROBLEM,
    "/docs/plain": PROBLEM,
    "/docs/openapi.json": PROBLEM,
    "/socket.io/": PROBLEM,
}


@pytest.mark.parametrize("path", FORMATS)
async def test_an_error_of_the_router_has_the_format_of_the_surface(world: World, path: str) -> None:
    answer = await world.ask("BREW", SITE + path)
    assert answer.status_code == (404 if "nowhere" in path else 405)
    assert answer.headers["content-type"] == FORMATS[path]
    assert (FORM_ACTION in answer.headers["content-security-policy"]) is (FORMATS[path] == HTML)
    assert answer.status_code == 404 or "OPTIONS" in answer.headers["allow"]


@pytest.mark.parametrize("path", [path for path in FORMATS if not path.endswith("/webhook") and not is_asset(path)])
async def test_an_error_of_the_middleware_has_the_format_of_the_surface(parts: Parts, path: str) -> None:
    answer = await World.new(parts, UsedUpLimits("overall pages")).ask("GET", SITE + path)
    assert (answer.status_code, answer.headers["content-type"]) == (429, FORMATS[path])


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_a_method_that_a_page_does_not_take_is_refused_in_words(world: World, language: str) -> None:
    answer = await world.ask("DELETE", f"{SITE}/verify-email", headers={"accept-language": language})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    assert catalogue(language).gettext("This did not work") in answer.text
    assert answer.headers["content-language"] == language


@pytest.mark.parametrize("path", ["/verify-email", "/socket.io/", "/api/v1/payments/webhook", "/api/v1/companions"])
async def test_every_surface_is_within_the_same_middleware(parts: Parts, path: str, logged: io.StringIO) -> None:
    answer = await World.new(parts, UsedUpLimits("none")).ask(
        "BREW", SITE + path, headers={"x-correlation-id": "order-66"}
    )
    assert answer.headers["x-correlation-id"] == "order-66"
    assert answer.headers["x-content-type-options"] == "nosniff"
    (line,) = [found for found in map(json.loads, logged.getvalue().splitlines()) if found["event"] == "request"]
    assert (line["correlation_id"], line["status"]) == ("order-66", 405)
    assert ("ratelimit" in answer.headers) is not path.endswith("/webhook")
