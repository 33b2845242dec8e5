"""The page behind the link of the letter about a deletion: opening it changes nothing, its button brings back."""

import pytest

from tests.integration.http.page_client import PageClient
from tests.integration.http.world import DELETED, VERIFICATION, Person, World


async def left(world: World) -> tuple[Person, str]:
    """Returns a person with a proved address who has just deleted the account, and the token of the letter."""
    ada = await world.join("ada")
    await world.post("/auth/verify-email", body={"token": await world.mailed_token(ada.email, VERIFICATION)})
    await world.ask("DELETE", "/users/me", ada)
    return ada, await world.mailed_token(ada.email, DELETED)


async def test_opening_the_link_changes_nothing_and_its_button_signs_in(world: World) -> None:
    ada, token = await left(world)
    browser = PageClient.of(world)
    for _ in range(2):
        assert (await browser.get("/come-back", params={"token": token})).status_code == 200
    assert (await world.ask("GET", "/users/me", ada)).status_code == 401
    await browser.submit("/come-back")
    assert browser.page.url.path == "/home"
    await browser.get("/come-back", params={"token": token})
    assert (await browser.submit("/come-back")).status_code == 400


@pytest.mark.parametrize("query", ["", "?token=", "?token=" + "x" * 5_000])
async def test_a_link_without_its_token_says_that_it_is_of_no_use(world: World, query: str) -> None:
    assert (await PageClient.of(world).get(f"/come-back{query}")).status_code == 400


async def test_an_api_client_brings_the_account_back_once(world: World) -> None:
    ada, token = await left(world)
    back = await world.post("/auth/reactivate/link", body={"token": token})
    assert back["user"]["id"] == ada.id
    again = await world.ask("POST", "/auth/reactivate/link", json={"token": token})
    assert (again.status_code, again.json()["code"]) == (400, "auth.token_useless")


async def test_a_server_without_the_web_app_brings_back_and_leads_nowhere(world: World) -> None:
    ada, token = await left(world)
    plain = World.new(world.parts, has_pages=False)
    async with plain.http:
        browser = PageClient.of(plain)
        await browser.get("/come-back", params={"token": token})
        await browser.submit("/come-back")
        assert "Your account is back." in browser.text
        signed_in = await plain.ask("POST", "/auth/login", json={"email": ada.email, "password": "Password123!"})
        assert signed_in.status_code == 201
