"""The pages on which an administrator sets a second factor up before being signed in."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from hushroom_adapters.memory.second_factors import plain_totp, step_at
from hushroom_adapters.postgres.core.database import Database
from tests.integration.http.page_client import PageClient
from tests.integration.http.platform_parts import beside_the_rows, parts_on_postgres
from tests.integration.http.world import PASSWORD, World

ENROL = "/login/enrol"
CODE = re.compile(r"<li><bdi dir=\"ltr\"><code>([^<]+)</code>")


@pytest.fixture
async def strict(database: Database) -> AsyncIterator[World]:
    made = World.new(parts_on_postgres(database, beside_the_rows(requires_admin_factor=True)))
    async with made.http:
        yield made


@pytest.fixture
async def admin(strict: World) -> PageClient:
    """Returns the browser of an administrator, after the password."""
    ada = await strict.join("ada")
    await strict.promote(ada)
    browser = PageClient.of(strict)
    browser.addresses.add(ada.email)
    await browser.get("/login?next=/admin/users")
    await browser.submit("/login", email=ada.email, password=PASSWORD)
    return browser


def code(world: World, secret: str, steps: int = 0) -> str:
    return plain_totp(secret, step_at(world.clock.now()) + steps)


async def test_an_administrator_is_led_over_the_enrolment_to_the_page_that_was_asked_for(
    strict: World, admin: PageClient
) -> None:
    assert admin.page.headers["cache-control"] == "no-store"
    secret = admin.form(ENROL).value("totpSecret")
    assert 'role="img" aria-label="QR code of the key.' in admin.page.text
    await admin.submit(ENROL, factorCode=code(strict, secret, -1))
    codes = CODE.findall(admin.page.text)
    assert len(set(codes)) == 10
    assert admin.page.headers["cache-control"] == "no-store"
    assert '<a class="button" href="/admin/users">' in admin.page.text
    assert (await admin.get("/admin/users")).status_code == 200
    other = await PageClient.of(strict).sign_in("ada@example.com")
    await other.submit("/login/second-factor", factorCode=code(strict, secret))
    assert other.page.url.path == "/home"


async def test_nobody_is_in_before_the_first_code(admin: PageClient) -> None:
    assert (await admin.get("/admin/users")).url.path == "/login"
    assert (await admin.get(ENROL)).text.count('action="/login"') == 1


async def test_a_wrong_code_keeps_the_key_and_is_said_at_the_field(strict: World, admin: PageClient) -> None:
    secret = admin.form(ENROL).value("totpSecret")
    for typed in ("000000", "", "1" * 65):
        answer = await admin.submit(ENROL, factorCode=typed)
        assert answer.status_code == 422
        assert 'href="#factorCode"' in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert admin.form(ENROL).value("totpSecret") == secret
        assert admin.form(ENROL).value("next") == "/admin/users"
    await admin.submit(ENROL, factorCode=code(strict, secret))
    assert len(CODE.findall(admin.page.text)) == 10


async def test_a_key_that_does_not_wait_is_replaced_by_a_new_one(admin: PageClient) -> None:
    secret = admin.form(ENROL).value("totpSecret")
    answer = await admin.submit(ENROL, factorCode="000000", totpSecret="ABCDEFGH")
    assert answer.status_code == 422
    assert admin.form(ENROL).value("totpSecret") not in {secret, "ABCDEFGH"}


@pytest.mark.parametrize("ending", ["five minutes", "five wrong codes", "no challenge"])
async def test_a_challenge_that_ended_leads_to_the_first_step(strict: World, admin: PageClient, ending: str) -> None:
    secret = admin.form(ENROL).value("totpSecret")
    challenge = {}
    if ending == "five minutes":
        strict.clock.advance(timedelta(minutes=5))
    elif ending == "no challenge":
        challenge = {"challenge": ""}
    else:
        for _ in range(4):
            assert (await admin.submit(ENROL, factorCode="000000")).status_code == 422
        answer = await admin.submit(ENROL, factorCode="000000")
        assert "took too long or failed too often" in answer.text
        return
    answer = await admin.submit(ENROL, factorCode=code(strict, secret), **challenge)
    assert answer.status_code == 422
    assert "took too long or failed too often" in answer.text
    assert 'action="/login"' in answer.text


async def test_a_form_that_waited_for_the_sign_in_is_sent_again_after_the_codes(strict: World) -> None:
    ada = await strict.join("ada")
    await strict.promote(ada)
    browser = PageClient.of(strict)
    browser.addresses.add(ada.email)
    await browser.get("/login")
    waiting = {"again_path": "/account/profile", "again": '[["displayName", "Ada B."]]'}
    await browser.submit("/login", email=ada.email, password=PASSWORD, **waiting)
    await browser.submit(ENROL, factorCode=code(strict, browser.form(ENROL).value("totpSecret")))
    assert len(CODE.findall(browser.page.text)) == 10
    assert browser.form("/account/profile").value("displayName") == "Ada B."
