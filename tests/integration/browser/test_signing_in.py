"""Signing up, in and out in a browser: other tabs, the way back, sign-ins that end while somebody writes."""

import re
import secrets

import pytest
from playwright.async_api import Page, expect

from tests.support.browsing import People, Person

PASSWORD = "Password123!"
SIGNED_IN = "body[data-signed-in]"
LOGIN = re.compile(r"/login(\?|$)")


def address(name: str) -> str:
    return f"{name}-{secrets.token_hex(4)}@example.com"


async def arrive(people: People, name: str = "Ada") -> Person:
    """Returns a person with a new account, signed in."""
    person = await people.arrive()
    await person.sign_up(address(name.lower()), PASSWORD, name)
    return person


async def tab_at(person: Person, path: str) -> Page:
    """Opens a path in another tab of the same browser."""
    tab = await person.context.new_page()
    await person.open(path, tab)
    return tab


async def test_the_way_back_after_signing_out_never_shows_a_signed_in_page(people: People) -> None:
    ada = await arrive(people)
    await ada.open("/home")
    await expect(ada.page.locator(SIGNED_IN)).to_be_attached()
    await ada.open("/sessions")
    await ada.sign_out()
    await ada.go_back()
    await expect(ada.page).to_have_url(LOGIN)
    await expect(ada.page.locator(SIGNED_IN)).to_have_count(0)


async def test_nor_does_the_way_back_in_another_tab(people: People) -> None:
    ada = await arrive(people)
    other = await tab_at(ada, "/home")
    await ada.open("/login", other)
    await ada.open("/register", other)
    await ada.open("/home")
    await ada.sign_out()
    for _ in range(2):
        await ada.go_back(other)
    await expect(other).to_have_url(LOGIN)
    await expect(other.locator(SIGNED_IN)).to_have_count(0)


async def test_a_double_click_makes_one_account_and_one_page(people: People) -> None:
    ada = await people.arrive()
    await ada.open("/register")
    await ada.fill(displayName="Ada", email=address("ada"), password=PASSWORD, dateOfBirth="1990-05-17")
    await ada.page.locator('form[action="/register"] button[type=submit]').dblclick()
    await expect(ada.page.locator(SIGNED_IN)).to_be_attached()
    await expect(ada.page.locator("#problems")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
async def test_a_refused_form_says_what_is_wrong_and_keeps_what_was_typed(people: People, scripts: bool) -> None:
    ada = await people.arrive(scripts=scripts)
    await ada.open("/register")
    await ada.fill(displayName="Ada", email="no address", password="short", dateOfBirth="1990-05-17")
    response = await ada.submit("/register")
    assert response.status == 422
    await expect(ada.page).to_have_title(re.compile("^Error:"))
    assert len(await ada.problems_of_form()) == 2
    await expect(ada.page.locator('[name="email"]')).to_have_value("no address")
    await expect(ada.page.locator('[name="password"]')).to_have_value("")
    await expect(ada.page.locator('[name="email"]')).to_have_attribute("aria-describedby", re.compile("email-error"))


async def test_the_summary_of_problems_is_focused_and_leads_to_the_fields_each_time(people: People) -> None:
    ada = await people.arrive()
    await ada.open("/register")
    for _ in range(2):
        await ada.fill(displayName="Ada", email="no address", password="Password123!", dateOfBirth="1990-05-17")
        await ada.page.locator('[name="dateOfBirth"]').focus()
        await ada.page.keyboard.press("Enter")
        await expect(ada.page.locator("#problems")).to_be_focused()
        await ada.page.keyboard.press("Tab")
        await ada.page.keyboard.press("Enter")
        await expect(ada.page.locator('[name="email"]')).to_be_focused()


async def test_a_form_of_an_earlier_sign_in_comes_back_with_what_was_typed(people: People) -> None:
    ada = await people.arrive()
    email = address("ada")
    await ada.sign_up(email, PASSWORD, "Ada")
    writing = await tab_at(ada, "/forgot-password")
    await writing.locator('[name="email"]').fill("words@example.com")
    await ada.open("/home")
    await ada.sign_out()
    await ada.sign_in(email, PASSWORD)
    async with writing.expect_navigation():
        await writing.locator("main form button[type=submit]").click()
    await expect(writing.locator('main [name="email"]')).to_have_value("words@example.com")
    async with writing.expect_navigation():
        await writing.locator("main form button[type=submit]").click()
    await expect(writing).to_have_url(re.compile(r"/forgot-password\?done=sent"))


async def test_the_language_is_chosen_once_and_kept(people: People) -> None:
    ada = await arrive(people)
    await ada.open("/home")
    await ada.page.locator("#page-language").select_option("ar")
    async with ada.page.expect_navigation():
        await ada.page.locator('form[action="/language"] button').click()
    await expect(ada.page.locator("html")).to_have_attribute("dir", "rtl")
    assert ada.path == "/home"
    await ada.sign_out()
    await ada.open("/login")
    await expect(ada.page.locator("html")).to_have_attribute("lang", "ar")
