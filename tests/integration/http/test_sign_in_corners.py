"""Corners of signing in by pages: bad entries, a second sign-in of one browser, forms sent twice, caches."""

import asyncio

import httpx
import pytest

from tests.integration.http.page_client import PageClient
from tests.integration.http.platform_parts import Parts
from tests.integration.http.test_link_pages import UsedUpLimits
from tests.integration.http.world import PASSWORD, World

ADDRESS = "ada@example.com"


@pytest.fixture
async def ada(world: World) -> PageClient:
    return await PageClient.of(world).join("ada")


def secret_of(browser: PageClient) -> str:
    return browser.http.cookies["hushroom"]


async def is_signed_in_by(world: World, secret: str) -> bool:
    browser = PageClient.of(world)
    browser.http.cookies.set("hushroom", secret)
    return (await browser.get("/home")).url.path == "/home"


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("x" * 255, PASSWORD, "email"),
        ("ada\0@example.com", PASSWORD, "email"),
        (ADDRESS, "x" * 1_025, "password"),
        (ADDRESS, "a\0b", "password"),
    ],
)
async def test_what_nobody_can_sign_in_with_names_its_field(
    world: World, email: str, password: str, field: str
) -> None:
    browser = PageClient.of(world)
    await browser.get("/login?next=/sessions")
    page = await browser.submit("/login", email=email, password=password)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert browser.form("/login").value("next") == "/sessions"
    assert browser.form("/login").value("password") == ""
    assert "hushroom" not in browser.http.cookies


@pytest.mark.parametrize("email", ["", "nobody", "nobody@", "@", "a b@example.com", "nobody@example.com"])
@pytest.mark.parametrize("password", ["", "Wrong12345"])
async def test_what_belongs_to_nobody_gets_the_same_words(world: World, email: str, password: str) -> None:
    browser = PageClient.of(world)
    await browser.get("/login")
    page = await browser.submit("/login", email=email, password=password)
    assert page.status_code == 422
    assert "The address or the password is not right" in browser.text


async def test_a_second_sign_in_ends_the_one_that_the_browser_had(world: World, ada: PageClient) -> None:
    await PageClient.of(world).join("bea")
    former = secret_of(ada)
    await ada.sign_in("bea@example.com")
    assert not await is_signed_in_by(world, former)
    latest = secret_of(ada)
    await ada.get("/login")
    await ada.submit("/login", email="bea@example.com", password="Wrong12345")
    assert await is_signed_in_by(world, latest)
    await ada.join("cleo")
    assert not await is_signed_in_by(world, latest)
    assert await is_signed_in_by(world, secret_of(ada))


async def test_who_becomes_a_companion_gets_another_secret(world: World, ada: PageClient) -> None:
    before = secret_of(ada)
    await ada.get("/companion/application")
    await ada.submit("/companion/application", baseRate="30", driftEnforcement="MODERATE")
    assert (ada.page.status_code, ada.page.url.path) == (200, "/companion/application")
    assert not await is_signed_in_by(world, before)
    assert await is_signed_in_by(world, secret_of(ada))


async def test_no_shared_cache_keeps_a_page_with_a_form_token(world: World) -> None:
    browser = PageClient.of(world)
    for path in ("/register", "/login", "/forgot-password", "/register"):
        page = await browser.get(path)
        assert page.headers["cache-control"] == "private, no-cache", path
        assert "Cookie" in page.headers["vary"], path


async def test_two_clicks_at_the_same_time_get_the_same_answer(world: World) -> None:
    session, _ = await world.end(await world.join("sam"), await world.companion("cora"))
    sam = await PageClient.of(world).sign_in("sam@example.com")
    path = f"/sessions/{session}/report"
    await sam.get(path)
    form = sam.form(path)
    fields = dict(form.values) | {"reason": "OTHER", "description": "It was odd"}
    one, two = await asyncio.gather(sam.post(path, fields), sam.post(path, fields))
    assert (one.status_code, two.status_code) == (303, 303)
    assert one.headers["location"] == two.headers["location"]


async def test_a_form_that_was_sent_with_other_entries_is_kept_and_sent_when_it_is_meant(
    world: World,
) -> None:
    session, _ = await world.end(await world.join("sam"), await world.companion("cora"))
    sam = await PageClient.of(world).sign_in("sam@example.com")
    path = f"/sessions/{session}/report"
    await sam.get(path)
    fields = dict(sam.form(path).values) | {"reason": "OTHER", "description": "It was odd"}
    assert (await sam.post(path, fields)).status_code == 303
    sam.page = await sam.post(path, fields | {"description": "It was very odd"})
    assert sam.page.status_code == 409
    again = sam.form(path)
    assert again.value("description") == "It was very odd"
    assert again.value("form_id") != fields["form_id"]


async def pressed_twice(browser: PageClient, action: str, **entries: str) -> tuple[httpx.Response, httpx.Response]:
    """Sends a form twice, as a double click does: the browser has the cookies from before for both of them."""
    values = dict(browser.form(action).values) | entries
    before = list(browser.http.cookies.jar)
    one = await browser.post(action, values)
    browser.http.cookies.clear()
    for cookie in before:
        browser.http.cookies.jar.set_cookie(cookie)
    return one, await browser.post(action, values)


async def test_a_password_that_is_changed_by_two_clicks_keeps_the_browser_signed_in(
    world: World, ada: PageClient
) -> None:
    await ada.get("/account/password")
    before = secret_of(ada)
    one, two = await pressed_twice(ada, "/account/password", currentPassword=PASSWORD, newPassword="Another12345")
    assert (one.status_code, two.status_code) == (303, 303)
    assert one.headers["location"] == two.headers["location"] == "/account/password?done=saved"
    assert not await is_signed_in_by(world, before)
    assert await is_signed_in_by(world, secret_of(ada))
    assert (await PageClient.of(world).sign_in(ADDRESS, "Another12345")).page.url.path == "/home"


async def test_two_clicks_at_once_change_a_password_once(world: World, ada: PageClient) -> None:
    await ada.get("/account/password")
    entries = {"currentPassword": PASSWORD, "newPassword": "Another12345"}
    values = dict(ada.form("/account/password").values) | entries
    answers = await asyncio.gather(*(ada.post("/account/password", values) for _ in range(2)))
    assert [one.status_code for one in answers] == [303, 303]
    for answer in answers:
        assert await is_signed_in_by(world, answer.cookies["hushroom"])


async def test_an_account_that_is_made_by_two_clicks_is_signed_in(world: World) -> None:
    browser = PageClient.of(world)
    await browser.get("/register")
    entries = {"email": "bea@example.com", "password": PASSWORD, "dateOfBirth": "1990-05-17"}
    one, two = await pressed_twice(browser, "/register", **entries)
    assert (one.status_code, two.status_code) == (303, 303)
    assert one.headers["location"] == two.headers["location"] == "/welcome"
    assert await is_signed_in_by(world, secret_of(browser))
    await browser.get("/register")
    await browser.submit("/register", **entries)
    assert (browser.page.status_code, "Email already" in browser.text or "already" in browser.text) == (409, True)


@pytest.mark.parametrize("is_at_once", [False, True])
async def test_a_reader_makes_another_account_by_two_clicks_and_is_signed_in_to_it(
    world: World, ada: PageClient, is_at_once: bool
) -> None:
    await ada.get("/register")
    before, entries = secret_of(ada), {"email": "bea@example.com", "password": PASSWORD, "dateOfBirth": "1990-05-17"}
    if is_at_once:
        values = dict(ada.form("/register").values) | entries
        answers = await asyncio.gather(*(ada.post("/register", values) for _ in range(2)))
    else:
        answers = list(await pressed_twice(ada, "/register", **entries))
    assert [(one.status_code, one.headers["location"]) for one in answers] == [(303, "/welcome")] * 2
    assert answers[0].cookies["hushroom"] == answers[1].cookies["hushroom"] != before
    assert not await is_signed_in_by(world, before)
    await ada.get("/account/profile")
    assert ada.page.status_code == 200
    assert (await PageClient.of(world).sign_in(ADDRESS)).page.url.path == "/home"


async def test_an_application_that_is_sent_by_two_clicks_keeps_the_browser_signed_in(
    world: World, ada: PageClient
) -> None:
    await ada.get("/companion/application")
    before = secret_of(ada)
    entries = {"baseRate": "30", "driftEnforcement": "MODERATE"}
    one, two = await pressed_twice(ada, "/companion/application", **entries)
    assert (one.status_code, two.status_code) == (303, 303)
    assert one.headers["location"] == two.headers["location"]
    assert not await is_signed_in_by(world, before)
    assert await is_signed_in_by(world, secret_of(ada))


async def test_a_former_cookie_gives_nothing_to_who_does_not_know_the_whole_form(world: World, ada: PageClient) -> None:
    await ada.get("/account/password")
    values = dict(ada.form("/account/password").values)
    values |= {"currentPassword": PASSWORD, "newPassword": "Another12345"}
    stolen = secret_of(ada)
    await ada.post("/account/password", values)
    for changed in ({"form_id": "another"}, {"newPassword": "Another12346"}, {"form_id": ""}):
        thief = PageClient.of(world)
        thief.http.cookies.set("hushroom", stolen)
        answer = await thief.post("/account/password", values | changed)
        assert (answer.status_code, "set-cookie" in answer.headers and "hushroom=" in answer.headers["set-cookie"]) == (
            401, False,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "limit", "entries"),
    [
        ("/login", "login", {"email": ADDRESS, "password": PASSWORD}),
        ("/register", "register", {"email": ADDRESS, "password": PASSWORD, "displayName": "Ada"}),
        ("/forgot-password", "forgot_password", {"email": ADDRESS}),
    ],
)
async def test_too_many_attempts_leave_what_was_typed(
    parts: Parts, path: str, limit: str, entries: dict[str, str]
) -> None:
    browser = PageClient.of(World.new(parts, UsedUpLimits(limit)))
    await browser.get(path)
    page = await browser.submit(path, **entries)
    assert (page.status_code, int(page.headers["retry-after"]) > 0) == (429, True)
    assert "There is a problem" in browser.text
    form = browser.form(path)
    typed = {name: value for name, value in entries.items() if name != "password"}
    assert {name: form.value(name) for name in typed} == typed
