"""The pages of a change of address: asking, confirming with the mailed link, and undoing it from the old mailbox."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from hushroom_domain.identity.policy import TRIES_AN_HOUR
from tests.integration.http.email_changes import CONFIRMATION, NEW_PASSWORD_AFTER_UNDOING, UNDOING, asked, changed
from tests.integration.http.page_client import PageClient
from tests.integration.http.second_factors import enrolled
from tests.integration.http.world import PASSWORD, VERIFICATION, Person, World

NEW, FRESH = "new@example.com", "Different456!"


async def reader(world: World, browser: PageClient) -> Person:
    """Signs a person with a proved address in."""
    ada = await world.join("ada")
    await world.post("/auth/verify-email", body={"token": await world.mailed_token(ada.email, VERIFICATION)})
    await browser.sign_in(ada.email)
    browser.addresses.add(NEW)
    return ada


async def ask(browser: PageClient, email: str = NEW, password: str = PASSWORD) -> int:
    await browser.get("/account/email")
    return (await browser.submit("/account/email", email=email, password=password)).status_code


async def follow(browser: PageClient, path: str, token: str) -> int:
    """Opens the page of a mailed link and presses its button."""
    assert (await browser.get(path, params={"token": token})).status_code == 200
    return (await browser.submit(path)).status_code


async def log_in(world: World, email: str, password: str = PASSWORD) -> dict[str, Any]:
    answer: dict[str, Any] = await world.post("/auth/login", body={"email": email, "password": password})
    return answer


async def test_a_reader_gets_another_address_and_stays_signed_in(world: World) -> None:
    browser = PageClient.of(world)
    ada = await reader(world, browser)
    await browser.get("/account")
    assert 'href="/account/email"' in browser.page.text
    assert await ask(browser) == 200
    assert "If that address is free, a letter with a link is on its way to it." in browser.text
    token = await world.mailed_token(NEW, CONFIRMATION)
    for _ in range(2):
        await browser.get("/confirm-email-change", params={"token": token})
    await browser.get("/account/email")
    assert f"<bdi>{ada.email}</bdi>" in browser.page.text
    assert await follow(browser, "/confirm-email-change", token) == 200
    assert "Your account has its new address." in browser.text
    await browser.get("/account/email")
    assert f"<bdi>{NEW}</bdi>" in browser.page.text
    await browser.get("/confirm-email-change", params={"token": token})
    assert (await browser.submit("/confirm-email-change")).status_code == 400


async def test_the_old_mailbox_takes_the_account_back_and_sets_a_password(world: World) -> None:
    ada, owner = await world.join("ada"), PageClient.of(world)
    token = await changed(world, ada, NEW)
    for _ in range(2):
        await owner.get("/undo-email-change", params={"token": token})
    thief = evolve(ada, email=NEW, token=(await log_in(world, NEW))["accessToken"])
    assert (await world.get("/users/me", thief))["email"] == NEW
    assert await follow(owner, "/undo-email-change", token) == 200
    assert "Your account has its old address again." in owner.text
    assert "A letter with a link for a new password is on its way to it." in owner.text
    for one in (ada, thief):
        assert (await world.ask("GET", "/users/me", one)).status_code == 401
    reset = await world.mailed_token(ada.email, NEW_PASSWORD_AFTER_UNDOING)
    await world.post("/auth/reset-password", body={"token": reset, "password": FRESH})
    await log_in(world, ada.email, FRESH)
    await owner.get("/undo-email-change", params={"token": token})
    assert (await owner.submit("/undo-email-change")).status_code == 400


async def test_a_taken_address_gets_the_same_page(world: World) -> None:
    browser = PageClient.of(world)
    await reader(world, browser)
    bob = await world.join("bob")
    shown = []
    for email in (NEW, bob.email):
        assert await ask(browser, email) == 200
        shown.append(browser.form("/account/email").action)
        assert "If that address is free, a letter with a link is on its way to it." in browser.text
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        ("no address", PASSWORD, "Enter an email address"),
        ("ada@example.com", PASSWORD, "This is already the address of your account."),
        (NEW, "Wrong123!", "password"),
    ],
)
async def test_what_was_typed_wrong_is_said_at_its_field(world: World, email: str, password: str, words: str) -> None:
    browser = PageClient.of(world)
    await reader(world, browser)
    assert await ask(browser, email, password) in {400, 422}
    assert words in browser.text
    assert browser.form("/account/email").value("email") == email
    assert browser.form("/account/email").value("password") == ""


async def test_guesses_of_the_password_are_counted(world: World) -> None:
    browser = PageClient.of(world)
    await reader(world, browser)
    for _ in range(TRIES_AN_HOUR):
        await ask(browser, password="Wrong123!")
    assert await ask(browser) == 422


async def test_a_reader_with_a_second_factor_is_asked_for_it(world: World) -> None:
    browser = PageClient.of(world)
    ada = await reader(world, browser)
    app = await enrolled(world, ada)
    await browser.sign_in(ada.email)
    await browser.submit("/login/second-factor", factorCode=app.code())
    assert await ask(browser) == 200
    world.clock.advance(timedelta(minutes=11))
    assert await ask(browser) == 403


async def test_an_address_that_was_taken_meanwhile_is_said_so(world: World) -> None:
    browser = PageClient.of(world)
    token = await asked(world, await world.join("ada"), NEW)
    await world.post("/auth/register", body={"email": NEW, "password": PASSWORD, "dateOfBirth": "1990-05-17"})
    assert await follow(browser, "/confirm-email-change", token) == 409
    assert browser.form("/confirm-email-change").value("token") == token


@pytest.mark.parametrize("path", ["/confirm-email-change", "/undo-email-change"])
async def test_a_page_of_a_link_keeps_its_secret(world: World, path: str) -> None:
    answer = await PageClient.of(world).get(path, params={"token": "unknown"})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "strict-origin"


async def test_the_subjects_of_the_three_links_differ() -> None:
    assert len({CONFIRMATION, UNDOING, NEW_PASSWORD_AFTER_UNDOING}) == 3
