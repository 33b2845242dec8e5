"""A change of address in a browser: asked for, confirmed and undone by mailed links, in several ways."""

import re
from typing import Any

import httpx
import pytest
from playwright.async_api import expect

from tests.support.accessibility import inspect
from tests.support.browsing import People, Person
from tests.support.waiting import PATIENCE_SECONDS, until
from tests.support.whole_hushroom import WholeHushroom

PASSWORD, FRESH = "Password123!", "Different456!"
PATH = "/account/email"


async def mailed(hushroom: WholeHushroom, email: str, path: str) -> str:
    """Returns the path of the newest link of a kind that was mailed to an address."""
    found: list[str] = []

    async def has_come() -> bool:
        async with httpx.AsyncClient(timeout=PATIENCE_SECONDS, trust_env=False) as client:
            answer = await client.get(f"{hushroom.endpoints['mailbox']}/api/messages", params={"to": email})
        links = (re.search(rf"{path}\?token=[\w-]+", message["text"] or "") for message in answer.json())
        found.extend(link[0] for link in links if link)
        return bool(found)

    assert await until(has_come)
    return found[0]


async def looked_at(person: Person) -> list[object]:
    """Returns the barriers of the page that is open, in both widths."""
    inspector = await inspect(person.page)
    found: list[object] = []
    for width in (320, 1280):
        await person.page.set_viewport_size({"width": width, "height": 800})
        found += [*await inspector.violations(), *await inspector.sideways(), *await inspector.small_targets()]
    return found


async def proved(people: People, hushroom: WholeHushroom, name: str, **screen: Any) -> tuple[Person, str]:
    """Signs a person up who confirms the address, and returns the person and the address."""
    person, email = await people.arrive(**screen), f"{name}@example.com"
    await person.sign_up(email, PASSWORD, "Ada")
    await person.open(await mailed(hushroom, email, "/verify-email"))
    await person.submit("/verify-email")
    return person, email


async def ask(person: Person, email: str) -> None:
    await person.open("/account")
    await person.follow(PATH)
    await person.fill(email=email, password=PASSWORD)
    await person.submit(PATH)
    await expect(person.page.get_by_role("status")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_every_page_of_a_change_is_open_to_everybody(
    people: People, hushroom: WholeHushroom, language: str
) -> None:
    ada, email = await proved(people, hushroom, f"change-axe-{language}", language=language)
    await ada.open(PATH)
    assert await looked_at(ada) == []
    await ada.fill(email=f"new-{email}", password="Wrong123!")
    assert (await ada.submit(PATH)).status == 422
    await expect(ada.page.locator("#problems")).to_be_focused()
    assert await looked_at(ada) == []
    await ask(ada, f"new-{email}")
    assert await looked_at(ada) == []
    await ada.open(await mailed(hushroom, f"new-{email}", "/confirm-email-change"))
    assert await looked_at(ada) == []
    await ada.submit("/confirm-email-change")
    assert await looked_at(ada) == []
    await ada.open(await mailed(hushroom, email, "/undo-email-change"))
    assert await looked_at(ada) == []
    await ada.page.emulate_media(color_scheme="dark")
    await ada.submit("/undo-email-change")
    assert await looked_at(ada) == []


@pytest.mark.parametrize("way", ["keyboard", "without scripts"])
async def test_an_address_is_changed_and_taken_back(people: People, hushroom: WholeHushroom, way: str) -> None:
    name = way.replace(" ", "-")
    ada, email = await proved(
        people, hushroom, f"change-{name}", has_mouse=way != "keyboard", scripts=way == "keyboard"
    )
    new = f"new-{email}"
    await ask(ada, new)
    await ada.open(await mailed(hushroom, new, "/confirm-email-change"))
    await ada.submit("/confirm-email-change")
    await expect(ada.page.get_by_role("heading", name="Your account has its new address.")).to_be_visible()
    await ada.open(PATH)
    await expect(ada.page.get_by_text(new, exact=True)).to_be_visible()
    await ada.open(await mailed(hushroom, email, "/undo-email-change"))
    await ada.submit("/undo-email-change")
    await expect(ada.page.get_by_role("heading", name="Your account has its old address again.")).to_be_visible()
    await ada.open(await mailed(hushroom, email, "/reset-password"))
    await ada.fill(password=FRESH)
    await ada.submit("/reset-password")
    await ada.sign_in(email, FRESH)
    assert ada.path == "/home"
