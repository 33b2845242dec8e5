"""The page of a person's second factor: an app is set up and removed, recovery codes are shown once and replaced."""

import re
from datetime import timedelta

import pytest

from hushroom_adapters.memory.second_factors import plain_totp, step_at
from tests.integration.http.page_client import PageClient
from tests.integration.http.world import World

PATH = "/account/second-factor"
APP, CONFIRM, CODES, REMOVE = f"{PATH}/app", f"{PATH}/confirm", f"{PATH}/codes", f"{PATH}/remove"
CODE = re.compile(r"<li><bdi dir=\"ltr\"><code>([^<]+)</code>")


@pytest.fixture
async def ada(world: World) -> PageClient:
    return await PageClient.of(world).join("ada")


def code(world: World, secret: str, steps: int = 0) -> str:
    return plain_totp(secret, step_at(world.clock.now()) + steps)


async def begin(browser: PageClient) -> str:
    """Begins to set an app up, and returns its key."""
    await browser.get(PATH)
    await browser.submit(APP)
    return browser.form(CONFIRM).value("totpSecret")


async def enrol(world: World, browser: PageClient) -> tuple[str, list[str]]:
    """Sets an app up by the code of the time step before; returns its key and the recovery codes."""
    secret = await begin(browser)
    await browser.submit(CONFIRM, factorCode=code(world, secret, -1))
    return secret, CODE.findall(browser.page.text)


async def test_an_app_is_set_up_by_a_picture_and_by_a_key_in_words(ada: PageClient) -> None:
    secret = await begin(ada)
    assert ada.page.headers["cache-control"] == "no-store"
    page = ada.page.text
    assert page.count("<svg") > 1
    assert 'role="img" aria-label="QR code of the key.' in page
    assert " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)) in page
    assert re.search(rf'href="otpauth://totp/[^"]*{secret}', page)
    assert "style=" not in page
    assert (await ada.get(PATH)).text.count(secret) == 0


async def test_recovery_codes_are_shown_once(world: World, ada: PageClient) -> None:
    _, codes = await enrol(world, ada)
    assert len(set(codes)) == 10
    assert ada.page.headers["cache-control"] == "no-store"
    assert "Your authenticator app is set up" in ada.text
    for path in (PATH, APP, CONFIRM, CODES):
        answer = await ada.get(path)
        assert answer.url.path == PATH
        assert not [one for one in codes if one in answer.text]
    assert "10 codes are left." in ada.text


async def test_a_wrong_code_keeps_the_key_and_is_said_at_the_field(world: World, ada: PageClient) -> None:
    secret = await begin(ada)
    for typed in ("000000", "", "1" * 65):
        answer = await ada.submit(CONFIRM, factorCode=typed)
        assert answer.status_code == 422
        assert 'href="#factorCode"' in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert ada.form(CONFIRM).value("totpSecret") == secret
        assert ada.form(CONFIRM).value("factorCode") == ""
    assert "must not be empty" not in ada.text
    await ada.submit(CONFIRM, factorCode=code(world, secret))
    assert len(CODE.findall(ada.page.text)) == 10


async def test_a_key_that_waits_for_no_code_leads_back_to_the_page(world: World, ada: PageClient) -> None:
    await begin(ada)
    answer = await ada.submit(CONFIRM, factorCode="000000", totpSecret="ABCDEFGH")
    assert answer.status_code == 422
    assert "Begin to set an authenticator app up first" in ada.text
    assert "ABCDEFGH" not in answer.text
    secret, _ = await enrol(world, ada)
    await ada.get(PATH)
    assert secret not in ada.page.text


async def test_a_form_that_confirms_twice_says_that_the_app_is_there(world: World, ada: PageClient) -> None:
    secret = await begin(ada)
    sent = dict(ada.form(CONFIRM).values) | {"factorCode": code(world, secret)}
    assert (await ada.post(CONFIRM, sent)).status_code == 200
    again = await ada.post(CONFIRM, sent)
    assert (again.status_code, again.headers["location"]) == (303, f"{PATH}?done=enrolled")
    begin_again = {"form_token": sent["form_token"]}
    answer = await ada.post(APP, begin_again)
    assert answer.status_code == 409
    assert "You have an authenticator app already" in answer.text


async def test_a_sign_in_asks_for_the_app_then(world: World, ada: PageClient) -> None:
    secret, codes = await enrol(world, ada)
    other = await PageClient.of(world).sign_in("ada@example.com")
    await other.submit("/login/second-factor", factorCode=code(world, secret))
    assert other.page.url.path == "/home"
    third = await PageClient.of(world).sign_in("ada@example.com")
    await third.submit("/login/second-factor", factorCode=codes[0].lower())
    assert third.page.url.path == "/home"
    await ada.get(PATH)
    assert "9 codes are left." in ada.text


async def test_recovery_codes_are_replaced(world: World, ada: PageClient) -> None:
    _, former = await enrol(world, ada)
    await ada.get(PATH)
    await ada.submit(CODES)
    codes = CODE.findall(ada.page.text)
    assert len(set(codes)) == 10
    assert not set(codes) & set(former)
    assert ada.page.headers["cache-control"] == "no-store"


async def test_the_app_is_removed_when_the_box_is_ticked(world: World, ada: PageClient) -> None:
    await enrol(world, ada)
    await ada.get(PATH)
    sent = dict(ada.form(CODES).values) | {"form_id": ""}
    answer = await ada.submit(REMOVE)
    assert answer.status_code == 422
    assert 'href="#sure"' in answer.text
    await ada.submit(REMOVE, sure="yes")
    assert ada.page.url.path == PATH
    assert "The authenticator app is removed" in ada.text
    assert "You have no second factor yet." in ada.text
    for path, fields in ((REMOVE, {**sent, "sure": "yes"}), (CODES, sent)):
        assert (await ada.post(path, fields)).status_code == 303
    other = await PageClient.of(world).sign_in("ada@example.com")
    assert other.page.url.path == "/home"


async def test_what_was_typed_after_the_sign_in_ended_holds_neither_code_nor_key(world: World, ada: PageClient) -> None:
    secret = await begin(ada)
    form = dict(ada.form(CONFIRM).values) | {"factorCode": "123456"}
    world.clock.advance(timedelta(days=8))
    answer = await ada.post(CONFIRM, form)
    assert answer.status_code == 401
    assert secret not in answer.text
    assert "123456" not in answer.text
