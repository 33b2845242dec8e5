"""The picture of a reader: sent and removed on the page of the profile, and shown where others see them."""

import re
from typing import Any

import httpx
import pytest

from hushroom_http.server.uploads import UploadPlaces
from tests.integration.http.page_client import SAME, SITE, PageClient
from tests.integration.http.world import World, web

FORM = "/account/profile/picture"
PICTURE = b"picture of a face"
OUTSIDE = "https://example.com/a.png"


@pytest.fixture
async def ada(world: World) -> PageClient:
    return await PageClient.of(world).join("ada")


async def posted(browser: PageClient, path: str, headers: dict[str, str], **parts: Any) -> httpx.Response:
    """Sends a form with files. It is read before, because the browser looks for words that it sent itself."""
    request = browser.http.build_request("POST", path, headers=headers, **parts)
    await request.aread()
    return await browser.http.send(request)


async def send(browser: PageClient, content: bytes | None = PICTURE) -> int:
    """Sends the form of the picture as a browser does, and follows the redirect; returns the first status."""
    await browser.get("/account/profile")
    fields = dict(browser.form(FORM).values)
    fields.pop("picture", None)
    # A browser sends a file without name and content where none was chosen.
    file = ("", b"") if content is None else ("face.png", content)
    files = {"picture": (*file, "image/png")} if file[0] else {"picture": ("", b"", "application/octet-stream")}
    answer = await posted(browser, FORM, SAME, data=fields, files=files)
    browser.page = answer if answer.status_code != 303 else await browser.get(answer.headers["location"])
    return answer.status_code


def faces(browser: PageClient) -> list[str]:
    return re.findall(r'<img class="face[^"]*" src="([^"]+)"', browser.page.text)


async def test_a_picture_is_sent_shown_and_removed(world: World, ada: PageClient) -> None:
    assert await send(ada) == 303
    assert "Your picture is saved." in ada.text
    (face,) = faces(ada)
    assert re.fullmatch(r"/avatars/[0-9a-f]{40}/256\.webp", face)
    assert 'alt="Your picture, as others see it"' in ada.page.text
    assert (await ada.http.get(face)).content == PICTURE
    await ada.submit(f"{FORM}/remove")
    assert "Your picture is removed." in ada.text
    assert faces(ada) == []
    await world.settle()
    assert world.parts.avatars.kept == {}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "Choose a picture first."),
        (b"a poem", "Only JPEG, PNG, WebP and GIF pictures can be used."),
        (b"picture" + bytes(5 * 1024 * 1024), "The picture is larger than 5 MB."),
    ],
)
async def test_a_refused_picture_is_explained_at_its_field(ada: PageClient, content: bytes | None, words: str) -> None:
    assert await send(ada, content) == 422
    assert ada.text.count(words) >= 2
    assert 'aria-invalid="true"' in ada.page.text
    assert ada.form("/account/profile").value("displayName") == "ada"
    assert faces(ada) == []


async def test_a_body_beyond_every_limit_has_a_page_that_says_so(ada: PageClient) -> None:
    assert await send(ada, b"picture" + bytes(6 * 1024 * 1024)) == 413
    assert "The picture is larger than 5 MB." in ada.text


async def test_an_outage_of_the_storage_keeps_the_page_and_says_when_to_come_back(
    world: World, ada: PageClient
) -> None:
    world.parts.avatars.is_down = True
    assert await send(ada) == 503
    assert "Pictures cannot be stored right now." in ada.text
    assert int(ada.page.headers["retry-after"]) > 0


async def test_a_picture_needs_the_token_of_its_form_and_the_own_site(world: World, ada: PageClient) -> None:
    await ada.get("/account/profile")
    files = {"picture": ("face.png", PICTURE, "image/png")}
    assert (await posted(ada, FORM, SAME, data={"form_token": "x"}, files=files)).status_code == 403
    fields = dict(ada.form(FORM).values)
    foreign = {"sec-fetch-site": "cross-site"}
    assert (await posted(ada, FORM, foreign, data=fields, files=files)).status_code == 403
    assert world.parts.avatars.kept == {}


async def test_the_picture_of_a_stranger_is_not_received(world: World) -> None:
    app = web(world.platform.settings.http)
    before = app.state.upload_places
    app.state.upload_places = UploadPlaces(0)  # Whoever takes a place is told that the server is busy.
    try:
        for site in (SAME, {"sec-fetch-site": "cross-site"}, {}):
            stranger = PageClient.of(world)
            files = {"picture": ("face.png", PICTURE, "image/png")}
            answer = await posted(stranger, FORM, site, data={"form_token": "x"}, files=files)
            assert answer.status_code in {401, 403}
    finally:
        app.state.upload_places = before


async def test_other_forms_take_no_files(ada: PageClient) -> None:
    await ada.get("/account/profile")
    fields = dict(ada.form("/account/profile").values)
    answer = await posted(ada, "/account/profile", SAME, data=fields, files={"a": ("a", b"a")})
    assert answer.status_code == 415


async def test_the_picture_of_a_companion_is_on_cards_and_profile_and_an_outside_one_is_not(world: World) -> None:
    cleo = await world.companion("cleo")
    reader = PageClient.of(world)
    await world.patch("/users/me", cleo, {"displayName": "Cleo", "avatarUrl": OUTSIDE})
    for path in ("/companions", f"/companions/{cleo.companion_id}", f"/companions/{cleo.companion_id}/card"):
        await reader.get(path)
        assert faces(reader) == []
        assert OUTSIDE not in reader.page.text
        assert '<span class="face" aria-hidden="true">C</span>' in reader.page.text
    sent = await world.ask("PUT", "/users/me/avatar", cleo, content=PICTURE, headers={"content-type": "image/png"})
    small = sent.json()["avatarUrl"].removeprefix(SITE).replace("256.", "64.")
    for path in ("/companions", f"/companions/{cleo.companion_id}", f"/companions/{cleo.companion_id}/card"):
        await reader.get(path)
        assert faces(reader) == [small]


async def test_an_outside_picture_is_named_on_the_profile_and_can_be_removed(world: World) -> None:
    ada = await world.join("ada")
    await world.patch("/users/me", ada, {"avatarUrl": OUTSIDE})
    browser = await PageClient.of(world).sign_in(ada.email)
    await browser.get("/account/profile")
    assert "Your account names a picture on another website." in browser.text
    assert OUTSIDE not in browser.page.text
    await browser.submit(f"{FORM}/remove")
    assert (await world.get("/users/me", ada))["avatarUrl"] is None


async def test_the_policy_names_the_origin_of_pictures_only_when_there_is_one(world: World, ada: PageClient) -> None:
    await send(ada)
    assert "; img-src 'self';" in ada.page.headers["content-security-policy"]
    with_cdn = World.new(world.parts, cdn_url="https://cdn.hushroom.test")
    async with with_cdn.http:
        browser = await PageClient.of(with_cdn).sign_in("ada@example.com")
        await browser.get("/account/profile")
        assert "; img-src 'self' https://cdn.hushroom.test;" in browser.page.headers["content-security-policy"]
        (face,) = faces(browser)
        assert face.startswith("https://cdn.hushroom.test/avatars/")
