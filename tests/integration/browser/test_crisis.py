"""The quick way out of the page for people in crisis: three presses of Escape, and no way back by the Back button."""

import re

from playwright.async_api import Route, expect

from tests.support.browsing import People, Person


async def at_crisis_page(people: People) -> Person:
    person = await people.arrive()

    async def elsewhere(route: Route) -> None:
        await route.fulfill(status=200, content_type="text/html", body="<!doctype html><title>Elsewhere</title>")

    await person.context.route("https://en.wikipedia.org/**", elsewhere)
    await person.open("/help")
    await person.open("/crisis")
    await expect(person.page.get_by_text("Pressing the Escape key three times does the same.")).to_be_visible()
    return person


async def test_three_presses_of_escape_leave_the_site_for_good(people: People) -> None:
    person = await at_crisis_page(people)
    for _ in range(3):
        await person.page.keyboard.press("Escape")
    await expect(person.page).to_have_title("Elsewhere")
    await person.go_back()
    await expect(person.page).to_have_url(re.compile(r"/help$"))


async def test_other_keys_and_two_presses_stay(people: People) -> None:
    person = await at_crisis_page(people)
    for key in ("Escape", "Escape", "Tab"):
        await person.page.keyboard.press(key)
    await expect(person.page.get_by_role("heading", level=1)).to_have_text("If you are in crisis")
