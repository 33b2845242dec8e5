"""The second factor that administrators must have, in a browser: the enrolment stands before the sign-in."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, expect

from hushroom_adapters.local.walkthrough.story import ADMIN, DEMO_PASSWORD
from tests.integration.browser.test_second_factor import code_of, looked_at
from tests.support.browsing import People, Person, local_address, people_at
from tests.support.whole_hushroom import WholeHushroom, whole_hushroom

ENROL = "/login/enrol"


@pytest.fixture(scope="module")
def strict() -> Iterator[WholeHushroom]:
    """Starts a platform that demands a second factor of administrators."""
    with whole_hushroom({"HUSHROOM_REQUIRE_ADMIN_FACTOR": "on"}) as started:
        yield started


@pytest.fixture
async def administrators(strict: WholeHushroom, browser: Browser) -> AsyncIterator[People]:
    async with people_at(local_address(strict.endpoints["api"]), browser) as everybody:
        yield everybody


async def asked(administrators: People, language: str = "en", *, scripts: bool = True) -> Person:
    """Returns an administrator after the password, at the page of the enrolment."""
    admin = await administrators.arrive(language=language, scripts=scripts)
    await admin.open("/login")
    await admin.fill(email=ADMIN, password=DEMO_PASSWORD)
    await admin.submit("/login")
    return admin


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_the_enrolment_is_open_to_everybody(administrators: People, language: str) -> None:
    admin = await asked(administrators, language)
    assert await looked_at(admin) == []
    await admin.fill(factorCode="000000")
    assert (await admin.submit(ENROL)).status == 422
    await expect(admin.page.locator("#problems")).to_be_focused()
    assert await looked_at(admin) == []


async def test_without_scripts_the_first_code_is_asked_for_as_well(administrators: People) -> None:
    admin = await asked(administrators, scripts=False)
    await admin.fill(factorCode="000000")
    assert (await admin.submit(ENROL)).status == 422
    await expect(admin.page.locator('[name="totpSecret"]')).to_have_count(1)


async def test_an_administrator_sets_an_app_up_and_is_in(administrators: People) -> None:
    admin = await asked(administrators)
    secret = await admin.page.locator('[name="totpSecret"]').input_value()
    await admin.fill(factorCode=await code_of(admin, secret))
    await admin.submit(ENROL)
    await expect(admin.page.locator(".codes li")).to_have_count(10)
    assert await looked_at(admin) == []
    await admin.page.get_by_role("link", name="I have kept them").click()
    assert admin.path == "/home"
    await admin.open("/admin/users")
    assert admin.path == "/admin/users"
    other = await asked(administrators)
    await other.fill(factorCode=await code_of(other, secret, 1))
    await other.submit("/login/second-factor")
    assert other.path == "/home"
