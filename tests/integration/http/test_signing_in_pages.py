"""Signing in by pages: cookies, form tokens, form ids, and nothing that was typed is lost."""

from datetime import timedelta

import pytest

from tests.integration.http.page_client import PageClient
from tests.integration.http.world import PASSWORD, World


@pytest.fixture
async def ada(world: World) -> PageClient:
    return await PageClient.of(world).join("ada")


async def test_an_account_is_made_and_signed_in(ada: PageClient) -> None:
    home = await ada.get("/home")
    assert home.status_code == 200
    assert "Hello, ada" in ada.text
    assert home.headers["cache-control"] == "private, no-cache"
    cookie = next(one for one in ada.http.cookies.jar if one.name == "hushroom")
    assert (cookie.path, cookie.has_nonstandard_attr("HttpOnly")) == ("/", True)


@pytest.mark.parametrize(
    ("public_url", "is_plain"),
    [
        ("https://hushroom.test", False),
        ("https://localhost:8000", False),
        ("http://hushroom.test", False),
        ("http://192.0.2.7:8000", False),
        ("http://localhost.hushroom.test", False),
        ("http://localhost:8000", True),
        ("http://hushroom.localhost", True),
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
    ],
)
async def test_only_cookies_of_a_server_on_this_machine_go_without_https(
    world: World, public_url: str, is_plain: bool
) -> None:
    browser = PageClient.of(World.new(world.parts, public_url=public_url))
    for cookie in (await browser.http.get("/login")).headers.get_list("set-cookie"):
        assert cookie.startswith("hushroom-visit=" if is_plain else "__Host-hushroom-visit=")
        assert ("Secure" in cookie) is not is_plain
        assert {"HttpOnly", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


async def test_a_stranger_is_sent_to_sign_in_and_comes_back(world: World) -> None:
    await world.join("ada")
    browser = PageClient.of(world)
    page = await browser.get("/sessions?show=open")
    assert page.url.path == "/login"
    assert browser.form("/login").value("next") == "/sessions?show=open"
    await browser.submit("/login", email="ada@example.com", password=PASSWORD)
    assert (browser.page.url.path, browser.page.url.params["show"]) == ("/sessions", "open")


@pytest.mark.parametrize(
    "following", ["//evil.example", "/\\evil.example", "https://evil.example", "/%5cevil", "/a//b"]
)
async def test_no_other_site_is_gone_to_after_signing_in(world: World, following: str) -> None:
    await world.join("ada")
    browser = PageClient.of(world)
    await browser.get("/login", params={"next": following})
    assert all(name != "next" for name, _ in browser.form("/login").values)
    form = browser.form("/login")
    fields = dict(form.values) | {"next": following, "email": "ada@example.com", "password": PASSWORD}
    answer = await browser.post("/login", fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/home")


async def test_a_wrong_password_shows_the_form_again_without_it(world: World) -> None:
    await world.join("ada")
    browser = PageClient.of(world)
    await browser.get("/login")
    page = await browser.submit("/login", email="ada@example.com", password="Wrong12345")
    assert page.status_code == 422
    assert browser.form("/login").value("email") == "ada@example.com"
    assert browser.form("/login").value("password") == ""
    assert "<title>Error:" in page.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"password": "short"}, "password"),
        ({"dateOfBirth": ""}, "dateOfBirth"),
        ({"dateOfBirth": "2090-01-01"}, "dateOfBirth"),
        ({"displayName": "x" * 101}, "displayName"),
    ],
)
async def test_a_bad_entry_names_its_field_and_keeps_the_others(
    world: World, wrong: dict[str, str], field: str
) -> None:
    browser = PageClient.of(world)
    await browser.get("/register")
    good = {"displayName": "Ada", "email": "ada@example.com", "password": PASSWORD, "dateOfBirth": "1990-05-17"}
    page = await browser.submit("/register", **{**good, **wrong})
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert f'id="{field}-error"' in page.text
    assert f'name="{field}"' in page.text
    if field != "email":
        assert browser.form("/register").value("email") == good["email"]


async def test_a_child_gets_no_account(world: World) -> None:
    browser = PageClient.of(world)
    await browser.get("/register")
    born = (world.clock.now() - timedelta(days=17 * 365)).date().isoformat()
    page = await browser.submit("/register", email="kid@example.com", password=PASSWORD, dateOfBirth=born)
    assert page.status_code == 422
    assert "18" in browser.text


async def test_signing_out_ends_the_sign_in_and_lets_the_browser_forget(ada: PageClient) -> None:
    await ada.get("/home")
    kept = dict(ada.http.cookies)
    form = ada.form("/logout")
    answer = await ada.post("/logout", dict(form.values))
    assert (answer.status_code, answer.headers["clear-site-data"]) == (303, '"cache"')
    ada.http.cookies.update(kept)
    assert (await ada.get("/home")).url.path == "/login"


async def test_a_sign_in_ends_after_a_week_without_use(world: World, ada: PageClient) -> None:
    world.clock.advance(timedelta(days=6))
    assert (await ada.get("/home")).url.path == "/home"
    world.clock.advance(timedelta(days=6))
    assert (await ada.get("/home")).url.path == "/home"
    world.clock.advance(timedelta(days=7))
    assert (await ada.get("/home")).url.path == "/login"


async def test_a_sign_in_ends_after_a_month_of_use(world: World, ada: PageClient) -> None:
    for _ in range(7):
        assert (await ada.get("/home")).url.path == "/home"
        world.clock.advance(timedelta(days=4, hours=8))
    assert (await ada.get("/home")).url.path == "/login"


async def test_the_api_takes_no_cookie_and_pages_take_no_token(world: World, ada: PageClient) -> None:
    api = await ada.http.get("/api/v1/users/me")
    assert api.status_code == 401
    person = await world.join("bea")
    page = await PageClient.of(world).http.get("/home", headers={"authorization": f"Bearer {person.token}"})
    assert page.status_code == 303


async def test_a_form_of_an_earlier_sign_in_comes_back_filled(ada: PageClient) -> None:
    await ada.get("/home")
    old = ada.form("/language")
    await ada.get("/home")
    await ada.submit("/logout")
    await ada.sign_in("ada@example.com")
    answer = await ada.post("/language", dict(old.values) | {"language": "fr", "next": "/sessions"})
    assert answer.status_code == 403
    ada.page = answer
    assert ada.form("/language").value("language") == "fr"
    await ada.submit("/language")
    assert (ada.page.status_code, ada.page.headers["content-language"]) == (200, "fr")


async def test_what_was_typed_survives_an_ended_sign_in(ada: PageClient) -> None:
    await ada.get("/home")
    form = dict(ada.form("/logout").values)
    ada.http.cookies.clear()
    answer = await ada.post(
        "/sessions/0199a1c2-7d3e-7b10-9f4a-2c5d8e6f7a01/report", form | {"description": "It was odd"}
    )
    assert answer.status_code == 401
    ada.page = answer
    await ada.submit("/login", email="ada@example.com", password=PASSWORD)
    assert ada.page.status_code == 200
    again = next(form for form in ada.forms() if form.action.endswith("/report"))
    assert again.value("description") == "It was odd"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
async def test_a_form_from_elsewhere_is_refused(ada: PageClient, headers: dict[str, str]) -> None:
    await ada.get("/home")
    answer = await ada.post("/logout", dict(ada.form("/logout").values), headers=headers)
    assert answer.status_code == 403
    assert (await ada.get("/home")).url.path == "/home"


async def test_a_browser_that_only_names_its_origin_may_send_forms(ada: PageClient) -> None:
    await ada.get("/home")
    answer = await ada.post(
        "/logout", dict(ada.form("/logout").values), headers={"origin": "http://hushroom.localhost"}
    )
    assert answer.status_code == 303


async def test_the_token_of_another_reader_is_refused(world: World, ada: PageClient) -> None:
    bea = await PageClient.of(world).join("bea")
    await bea.get("/home")
    answer = await ada.post("/logout", dict(bea.form("/logout").values))
    assert answer.status_code == 403
    assert (await ada.get("/home")).url.path == "/home"


async def test_the_language_of_a_reader_is_kept_in_the_account(ada: PageClient) -> None:
    await ada.get("/home")
    await ada.submit("/language", language="ar-u-nu-arab")
    page = await ada.get("/home", headers={"accept-language": "fr"})
    assert page.headers["content-language"] == "ar"


async def test_a_stranger_chooses_a_language_without_a_form_token(world: World) -> None:
    browser = PageClient.of(world)
    answer = await browser.post("/language", {"language": "fr", "next": "/login"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert (await browser.get("/login")).headers["content-language"] == "fr"


async def test_an_address_that_has_an_account_is_refused_in_words(world: World) -> None:
    await world.join("ada")
    browser = PageClient.of(world)
    await browser.get("/register")
    page = await browser.submit(
        "/register", email="ADA@example.com", password=PASSWORD, dateOfBirth="1990-05-17", displayName="Ada"
    )
    assert page.status_code == 409
    assert browser.form("/register").value("displayName") == "Ada"
