"""Signing in by a provider in a browser: there and back, and the pages before an account exists or is proved."""

import re

import pytest
from playwright.async_api import expect

from tests.integration.browser.meeting_room import barriers
from tests.support.browsing import People, Person


async def come_back(people: People, language: str, who: str) -> Person:
    """Returns a person who has chosen at the local provider who to be, and is back from there."""
    person = await people.arrive(language=language)
    await person.open("/login")
    await person.page.locator('form[action^="/login/by/"] button').first.click()
    await person.page.get_by_text(who).click()
    await person.page.wait_for_url(re.compile(r"/login/by/[a-z]+/(register|account)"))
    return person


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_a_newcomer_is_asked_for_the_date_of_birth(people: People, language: str) -> None:
    person = await come_back(people, language, "newcomer@example.com")
    assert person.path.endswith("/register")
    assert await barriers(person) == []


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_the_owner_of_an_account_is_asked_for_its_password(people: People, language: str) -> None:
    person = await come_back(people, language, "user2@hushroom.com")
    assert person.path.endswith("/account")
    assert await barriers(person) == []


async def test_a_newcomer_has_an_account_and_comes_in_by_the_provider(people: People) -> None:
    person = await come_back(people, "en", "newcomer@example.com")
    await person.fill(dateOfBirth="1990-05-17")
    await person.page.get_by_role("button", name="Make an account").click()
    await expect(person.page.locator("body[data-signed-in]")).to_be_attached()
