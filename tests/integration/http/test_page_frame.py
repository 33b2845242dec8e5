"""The frame of the pages: error pages, headers, languages and files, over a whole application."""

import gzip
import re

import pytest

from hushroom_http.pages.assets import asset, tree_digest
from tests.integration.http.platform_parts import Parts
from tests.integration.http.test_link_pages import UsedUpLimits
from tests.integration.http.world import World, http_settings, web
from tests.support.page_visits import is_no_page, page_routes

SITE = "http://hushroom.localhost"


@pytest.mark.parametrize(
    ("language", "words", "direction"),
    [("en", "There is nothing here", "ltr"), ("fr", "Il n\u2019y a rien ici", "ltr"), ("ar", "لا يوجد شيء هنا", "rtl")],
)
async def test_an_unknown_address_is_a_page_in_the_readers_language(
    world: World, language: str, words: str, direction: str
) -> None:
    answer = await world.ask("GET", f"{SITE}/nowhere", headers={"accept-language": language})
    assert (answer.status_code, answer.headers["content-language"]) == (404, language)
    assert f'<html lang="{language}" dir="{direction}">' in answer.text
    assert words in answer.text
    assert answer.headers["vary"] == "Accept-Language, Cookie"


async def test_the_address_decides_the_language_first(world: World) -> None:
    answer = await world.ask("GET", f"{SITE}/ar/nowhere", headers={"accept-language": "fr"})
    assert answer.headers["content-language"] == "ar"
    assert 'href="/ar/help"' in answer.text


async def test_pages_run_own_scripts_only(world: World) -> None:
    answer = await world.ask("GET", f"{SITE}/nowhere")
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert (policy["default-src"], policy["script-src"], policy["require-trusted-types-for"]) == (
        "'none'",
        "'self'",
        "'script'",
    )
    assert (policy["frame-ancestors"], policy["base-uri"]) == ("'none'", "'none'")
    assert answer.headers["referrer-policy"] == "same-origin"
    assert len(answer.headers.get_list("referrer-policy")) == len(answer.headers.get_list("cache-control")) == 1
    assert re.findall(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", answer.text) == []


async def test_an_error_before_the_routes_is_a_page_with_the_same_headers(parts: Parts) -> None:
    answer = await World.new(parts, UsedUpLimits("overall pages")).ask("GET", f"{SITE}/nowhere")
    assert (answer.status_code, answer.headers["content-type"]) == (429, "text/html; charset=utf-8")
    assert "That was a lot at once" in answer.text
    assert "require-trusted-types-for" in answer.headers["content-security-policy"]
    assert "retry-after" in answer.headers


async def test_a_text_out_of_the_address_is_escaped(world: World) -> None:
    answer = await world.ask("GET", f"{SITE}/<script>alert(1)</script>?done=<b>")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


async def test_a_file_is_kept_for_a_year_under_its_digest(world: World) -> None:
    answer = await world.ask("GET", SITE + asset("css/tokens.css"))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "@layer tokens" in answer.text
    assert "set-cookie" not in answer.headers


async def test_a_file_is_compressed_for_a_browser_that_takes_it(world: World) -> None:
    zipped = await world.ask("GET", SITE + asset("js/page.js"), headers={"accept-encoding": "gzip"})
    plain = await world.ask("GET", SITE + asset("js/page.js"), headers={"accept-encoding": "identity"})
    assert (zipped.headers["content-encoding"], "content-encoding" in plain.headers) == ("gzip", False)
    assert zipped.text == plain.text
    assert int(zipped.headers["content-length"]) == len(gzip.compress(plain.content, mtime=0))


async def test_a_file_under_the_digest_of_another_release_is_not_kept(world: World) -> None:
    address = asset("js/page.js").replace(tree_digest(), "0" * 16)
    answer = await world.ask("GET", SITE + address)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


async def test_a_browser_that_has_a_file_already_gets_no_content(world: World) -> None:
    whole = await world.ask("GET", SITE + asset("js/page.js"))
    again = await world.ask("GET", SITE + asset("js/page.js"), headers={"if-none-match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == whole.headers["cache-control"]
    other = await world.ask("GET", SITE + asset("js/page.js"), headers={"if-none-match": 'W/"0"'})
    assert (other.status_code, other.text) == (200, whole.text)


async def test_files_count_for_no_rate_limit(parts: Parts) -> None:
    answer = await World.new(parts, UsedUpLimits("overall pages")).ask("GET", SITE + asset("css/tokens.css"))
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["css/nowhere.css", "../pages.py", "js/%2e%2e/page.js", ""])
async def test_no_other_file_is_served(world: World, name: str) -> None:
    answer = await world.ask("GET", f"{SITE}/assets/{tree_digest()}/{name}")
    assert answer.status_code == 404


async def test_no_request_names_an_address_with_a_secret_and_no_cache_keeps_its_page(world: World) -> None:
    answers_of_providers = "/login/by/{provider_id}/done"
    served = page_routes(web(http_settings()))
    routes = [route for route in served if not is_no_page(route) or route == answers_of_providers]
    assert {"/verify-email", "/reset-password", answers_of_providers} <= set(routes)
    named = []
    for route in routes:
        path = re.sub(r"{[^}]+}", "anything", route)
        for secret in ("token=of-a-mailed-link", "code=of-a-provider&state=any", "%74oken=", "a=b&code="):
            answer = await world.ask("GET", f"{SITE}{path}?{secret}")
            headers = (answer.headers["referrer-policy"], answer.headers["cache-control"])
            if headers != ("strict-origin", "no-store"):
                named.append((route, secret, *headers))
    assert named == []
