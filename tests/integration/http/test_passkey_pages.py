"""The pages of passkeys: what the module of these pages sends, played by a virtual authenticator."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from hushroom_adapters.memory.second_factors import plain_totp, step_at
from tests.integration.http.page_client import PageClient
from tests.integration.http.passkey_steps import a_device
from tests.integration.http.world import PASSWORD, World
from tests.support.authenticators import VirtualAuthenticator, decoded

PATH, LOGIN = "/account/passkeys", "/login/passkey"
EMAIL = "ada@example.com"
ADDED, REMOVED = "Your passkey is added.", "The passkey is removed"


@pytest.fixture
async def ada(world: World) -> PageClient:
    return await PageClient.of(world).join("ada")


async def challenged(browser: PageClient, page: str, begin: str) -> dict[str, Any]:
    """Opens a page, and asks for a challenge as its module does."""
    await browser.get(page)
    answer = await browser.post(begin, {"form_token": browser.forms()[-1].value("form_token")})
    assert answer.status_code == 200
    assert answer.headers["cache-control"].startswith("private")
    options: dict[str, Any] = answer.json()["publicKey"]
    return options


async def add(browser: PageClient, device: VirtualAuthenticator, name: str = "Phone") -> Any:
    options = await challenged(browser, PATH, f"{PATH}/begin")
    made = device.register(options["challenge"], decoded(options["user"]["id"]))
    return await browser.submit(PATH, name=name, credential=json.dumps(made))


async def sign_in(browser: PageClient, device: VirtualAuthenticator, page: str = "/login") -> Any:
    options = await challenged(browser, page, f"{LOGIN}/begin")
    signed = device.sign(options["challenge"])
    # A browser says more than it has to.
    return await browser.submit(LOGIN, credential=json.dumps({**signed, "some": {"new": "field"}}))


async def test_a_passkey_is_added_and_signs_a_browser_in_where_it_was_going(world: World, ada: PageClient) -> None:
    device = a_device()
    await add(ada, device)
    assert ADDED in ada.text
    assert "Phone" in ada.text
    other = PageClient.of(world)
    answer = await sign_in(other, device, "/login?next=/account/devices")
    assert (answer.status_code, answer.url.path) == (200, "/account/devices")


async def test_a_refused_passkey_is_said_on_the_page_of_signing_in(world: World, ada: PageClient) -> None:
    device = a_device()
    await add(ada, device)
    other = PageClient.of(world)
    device.verifies = False
    answer = await sign_in(other, device)
    assert answer.status_code == 422
    assert "This passkey does not log you in." in other.text
    device.verifies = True
    assert (await sign_in(other, device)).status_code == 200


@pytest.mark.parametrize("credential", ["", "{", "[]", "{}", '{"id": "x", "response": {}}', "nonsense"])
async def test_any_other_text_is_a_wrong_passkey(world: World, ada: PageClient, credential: str) -> None:
    other = PageClient.of(world)
    await other.get("/login")
    answer = await other.submit(LOGIN, credential=credential)
    assert answer.status_code == 422
    assert "This passkey does not log you in." in other.text
    await ada.get(PATH)
    answer = await ada.submit(PATH, name="Phone", credential=credential)
    assert answer.status_code == 422
    assert "The passkey could not be checked." in ada.text
    assert ada.form(PATH).value("name") == "Phone"


async def test_a_passkey_needs_a_name(ada: PageClient) -> None:
    answer = await add(ada, a_device(), "  ")
    assert answer.status_code == 422
    assert 'href="#name"' in answer.text


async def test_a_passkey_is_renamed_and_removed(ada: PageClient) -> None:
    device = a_device()
    page = await add(ada, device)
    (path,) = set(re.findall(rf'href="({PATH}/[0-9a-f-]+)"', page.text))
    await ada.get(path)
    assert (await ada.submit(path, name="")).status_code == 422
    await ada.get(path)
    page = await ada.submit(path, name="<b>Desk</b>")
    assert "<bdi>&lt;b&gt;Desk&lt;/b&gt;</bdi>" in page.text
    await ada.get(path)
    await ada.submit(f"{path}/remove")
    assert REMOVED in ada.text
    assert "You have no passkey yet." in ada.text
    assert (await ada.get(path)).status_code == 404
    assert (await ada.get("/account")).url.path == "/account"


async def test_a_challenge_is_for_the_form_of_the_same_browser(world: World) -> None:
    stranger = PageClient.of(world)
    await stranger.get("/login")
    assert (await stranger.post(f"{LOGIN}/begin", {"form_token": "x"})).status_code == 403
    assert (await stranger.post(f"{PATH}/begin", {"form_token": "x"})).status_code in {401, 403}


async def test_the_address_is_where_browsers_offer_passkeys(world: World) -> None:
    stranger = PageClient.of(world)
    page = await stranger.get("/login")
    assert 'autocomplete="username webauthn"' in page.text


async def with_app(world: World, browser: PageClient) -> None:
    """Sets an authenticator app up."""
    await browser.get("/account/second-factor")
    await browser.submit("/account/second-factor/app")
    secret = browser.form("/account/second-factor/confirm").value("totpSecret")
    code = plain_totp(secret, step_at(world.clock.now()) - 1)
    await browser.submit("/account/second-factor/confirm", factorCode=code)


async def signed_beside(browser: PageClient, device: VirtualAuthenticator, action: str, **about: Any) -> Any:
    """Presses the button that shows a passkey in place of a code, as the module of the page does."""
    (form,) = [one for one in browser.forms() if one.action == action and ("credential", "") in one.values]
    begun = await browser.post(f"{LOGIN}/begin", {"form_token": form.value("form_token")})
    signed = device.sign(begun.json()["publicKey"]["challenge"])
    return await browser.post(action, {**dict(form.values), "credential": json.dumps({**signed, **about})})


async def test_a_passkey_is_the_second_step_of_signing_in(world: World, ada: PageClient) -> None:
    device, step = a_device(), "/login/second-factor"
    await add(ada, device)
    await with_app(world, ada)
    other = PageClient.of(world)
    await other.get("/login?next=/account/devices")
    await other.submit("/login", email=EMAIL, password=PASSWORD)
    assert "js/passkey.js" in other.page.text
    await other.submit(step, factorCode="000000")
    assert "Use a passkey instead" in other.text
    refused = await signed_beside(other, device, step, id="AAAA")
    assert refused.status_code == 422
    assert "This passkey does not log you in." in refused.text
    other.page = refused
    answer = await signed_beside(other, device, step)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/devices")


async def test_a_passkey_is_shown_again_and_the_form_that_waits_is_kept(world: World, ada: PageClient) -> None:
    device = a_device()
    await add(ada, device)
    await with_app(world, ada)
    world.clock.advance(timedelta(minutes=10))
    await ada.get("/account/data")
    await ada.submit("/account/data/delete", sure="yes")
    assert "Use a passkey instead" in ada.text
    await ada.submit("/account/prove", factorCode="000000")
    ada.page = await signed_beside(ada, device, "/account/prove", id="AAAA")
    assert ada.page.status_code == 422
    ada.page = await signed_beside(ada, device, "/account/prove")
    assert "Your second factor counts for ten minutes here." in ada.text
    assert (await ada.submit("/account/data/delete")).url.path == "/login"


async def test_nobody_without_a_passkey_is_offered_one(world: World, ada: PageClient) -> None:
    await with_app(world, ada)
    page = await ada.get("/account/prove")
    assert page.url.path == "/account/prove"
    assert "passkey" not in page.text


async def test_an_old_sign_in_is_asked_for_the_password_and_keeps_what_was_typed(world: World, ada: PageClient) -> None:
    world.clock.advance(timedelta(minutes=10))
    await ada.get(PATH)
    assert "Present password" in ada.text
    token = ada.form(PATH).value("form_token")

    async def begun(**typed: str) -> Any:
        answer = await ada.post(f"{PATH}/begin", {"form_token": token, **typed})
        return answer.status_code, answer.json()

    asked = "Type your password, or log in again, before you do this."
    assert await begun() == (422, {"problem": asked})
    status, said = await begun(currentPassword="Wrong456!")
    assert (status, "password" in said["problem"]) == (422, True)
    status, options = await begun(currentPassword=PASSWORD)
    assert (status, options["publicKey"]["user"]["name"]) == (200, EMAIL)
    device = a_device()
    made = device.register(options["publicKey"]["challenge"], decoded(options["publicKey"]["user"]["id"]))
    await ada.submit(PATH, name="Phone", currentPassword=PASSWORD, credential=json.dumps(made))
    assert ADDED in ada.text
