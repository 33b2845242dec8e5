"""Passkeys in a browser, whose virtual authenticator makes them, verifies its owner and signs."""

from typing import Any

import pyotp
import pytest
from playwright.async_api import expect

from tests.support.accessibility import inspect
from tests.support.browsing import People, Person

PASSWORD = "Password123!"
PATH = "/account/passkeys"


async def a_device(person: Person, **about: Any) -> None:
    """Gives the browser of a person a device of its own, whose owner is there and agrees at once."""
    wire = await person.context.new_cdp_session(person.page)
    await wire.send("WebAuthn.enable", {"enableUI": False})
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True, **about,
    }  # fmt: skip
    await wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.fixture
async def ada(people: People, request: pytest.FixtureRequest) -> Person:
    person = await people.arrive()
    await person.sign_up(f"ada-{len(request.node.name)}@example.com", PASSWORD, "Ada")
    return person


async def add(person: Person, name: str) -> None:
    await person.open(PATH)
    await person.fill(name=name)
    await person.page.get_by_role("button", name="Add a passkey").click()


async def test_a_passkey_is_added_once_and_logs_in_where_the_browser_offers_it(ada: Person) -> None:
    await a_device(ada)
    await add(ada, "Phone")
    await expect(ada.page.get_by_text("Your passkey is added.")).to_be_visible()
    await add(ada, "Phone again")
    await expect(ada.page.get_by_text("This device has a passkey for your account already.")).to_be_visible()
    await ada.sign_out()
    # The device chooses the passkey that is offered beside the address as soon as the page is open.
    await ada.open("/login?next=/account/devices")
    await expect(ada.page.get_by_role("heading", name="Devices", level=1)).to_be_visible()


async def test_a_passkey_logs_in_by_its_button_where_the_browser_offers_none(ada: Person) -> None:
    await a_device(ada)
    await add(ada, "Phone")
    await expect(ada.page.get_by_text("Your passkey is added.")).to_be_visible()
    await ada.sign_out()
    await ada.page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    await ada.open("/login?next=/account/devices")
    await ada.page.get_by_role("button", name="Log in with a passkey").click()
    await expect(ada.page.get_by_role("heading", name="Devices", level=1)).to_be_visible()


async def test_a_device_that_does_not_verify_its_owner_makes_no_passkey(ada: Person) -> None:
    await a_device(ada, isUserVerified=False)
    await add(ada, "Phone")
    await expect(ada.page.get_by_text("No passkey was made.")).to_be_visible()
    await expect(ada.page.get_by_text("You have no passkey yet.")).to_be_visible()


async def test_a_browser_without_passkeys_says_so_and_logs_in_by_password(people: People) -> None:
    person = await people.arrive()
    await person.page.add_init_script("delete window.PublicKeyCredential")
    await person.open("/login")
    await expect(person.page.get_by_role("button", name="Log in with a passkey")).to_be_hidden()
    await person.sign_up("ada-without@example.com", PASSWORD, "Ada")
    await person.open(PATH)
    await expect(person.page.get_by_text("This browser cannot make passkeys.")).to_be_visible()
    await expect(person.page.get_by_role("button", name="Add a passkey")).to_be_hidden()


async def with_app(person: Person) -> str:
    """Sets an authenticator app up by the code of the time step before, and returns its key."""
    await person.open("/account/second-factor")
    await person.submit("/account/second-factor/app")
    secret = await person.page.locator('[name="totpSecret"]').input_value()
    step = int(await person.page.evaluate("Date.now()")) // 30_000
    await person.fill(factorCode=pyotp.HOTP(secret).at(step - 1))
    await person.submit("/account/second-factor/confirm")
    return secret


async def test_a_passkey_takes_the_place_of_a_code_at_its_button(ada: Person, request: pytest.FixtureRequest) -> None:
    await a_device(ada)
    await add(ada, "Phone")
    await expect(ada.page.get_by_text("Your passkey is added.")).to_be_visible()
    await with_app(ada)
    await ada.open("/account/prove?next=/account/devices")
    inspector = await inspect(ada.page)
    assert [*await inspector.violations(), *await inspector.small_targets(), *await inspector.sideways()] == []
    await ada.page.get_by_role("button", name="Use a passkey instead").click()
    await expect(ada.page.get_by_role("heading", name="Devices", level=1)).to_be_visible()
    await ada.sign_out()
    await ada.page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    await ada.open("/login?next=/account/devices")
    await ada.fill(email=f"ada-{len(request.node.name)}@example.com", password=PASSWORD)
    await ada.submit("/login")
    inspector = await inspect(ada.page)
    assert [*await inspector.violations(), *await inspector.small_targets(), *await inspector.sideways()] == []
    await ada.page.get_by_role("button", name="Use a passkey instead").click()
    await expect(ada.page.get_by_role("heading", name="Devices", level=1)).to_be_visible()


async def test_without_scripts_the_code_is_the_way(people: People) -> None:
    person = await people.arrive()
    await person.sign_up("ada-no-scripts@example.com", PASSWORD, "Ada")
    await a_device(person)
    await add(person, "Phone")
    await expect(person.page.get_by_text("Your passkey is added.")).to_be_visible()
    secret = await with_app(person)
    plain = await people.arrive(scripts=False)
    await plain.open("/login")
    await plain.fill(email="ada-no-scripts@example.com", password=PASSWORD)
    await plain.submit("/login")
    await expect(plain.page.get_by_role("button", name="Use a passkey instead")).to_be_hidden()
    step = int(await person.page.evaluate("Date.now()")) // 30_000
    await plain.fill(factorCode=pyotp.HOTP(secret).at(step))
    await plain.submit("/login/second-factor")
    assert plain.path == "/home"
