"""The files that a browser needs to install the pages, over HTTP."""

import pytest

from hushroom_http.pages.assets import asset
from tests.integration.http.world import World

SITE = "http://hushroom.localhost"


async def test_the_manifest_has_its_type_and_the_language_that_the_page_named(world: World) -> None:
    answer = await world.ask("GET", f"{SITE}/manifest.webmanifest?lang=ar", headers={"accept-language": "fr"})
    assert answer.headers["content-type"] == "application/manifest+json"
    assert (answer.json()["lang"], answer.json()["dir"]) == ("ar", "rtl")


async def test_the_manifest_without_a_language_follows_the_browser(world: World) -> None:
    answer = await world.ask("GET", f"{SITE}/manifest.webmanifest", headers={"accept-language": "fr"})
    assert answer.json()["lang"] == "fr"


async def test_every_icon_of_the_manifest_is_served(world: World) -> None:
    made = (await world.ask("GET", f"{SITE}/manifest.webmanifest")).json()
    for icon in made["icons"]:
        picture = await world.ask("GET", SITE + icon["src"])
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")


async def test_the_service_worker_is_asked_for_anew_and_may_serve_the_whole_site(world: World) -> None:
    answer = await world.ask("GET", f"{SITE}/sw.js")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert "connect-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_the_page_without_a_network_belongs_to_nobody(world: World, language: str) -> None:
    answer = await world.ask("GET", f"{SITE}/offline", headers={"accept-language": language})
    assert answer.headers["content-language"] == language
    assert answer.headers["cache-control"] == "public, no-cache"
    assert "data-signed-in" not in answer.text
    assert "<form" not in answer.text
    assert "<nav" not in answer.text


async def test_the_favicon_is_served_at_the_address_that_browsers_guess(world: World) -> None:
    answer = await world.ask("GET", f"{SITE}/favicon.ico")
    assert answer.headers["content-type"] == "image/vnd.microsoft.icon"
    assert answer.content == (await world.ask("GET", SITE + asset("icons/favicon.ico"))).content
