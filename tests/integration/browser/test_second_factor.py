"""A second factor in a browser: set up, printed and used, by hand, by keyboard and without scripts."""

from typing import Any

import pyotp
import pytest
from playwright.async_api import expect

from tests.support.accessibility import inspect
from tests.support.browsing import People, Person

PASSWORD = "Password123!"
PATH = "/account/second-factor"
STEP_SECONDS = 30
A4 = (794, 1123)
"""The size of a sheet in CSS pixels."""


async def code_of(person: Person, secret: str, steps: int = 0) -> str:
    """Returns the code of an app whose clock is that of the browser, of this time step or one beside it."""
    step = int(await person.page.evaluate("Date.now()")) // 1000 // STEP_SECONDS
    return pyotp.HOTP(secret).at(step + steps)


async def arrived(people: People, name: str, **screen: Any) -> Person:
    person = await people.arrive(**screen)
    await person.sign_up(f"factor-{name}@example.com", PASSWORD, "Ada")
    return person


async def begin(person: Person) -> str:
    """Begins to set an app up, and returns its key."""
    await person.open(PATH)
    await person.submit(f"{PATH}/app")
    secret = await person.page.locator('[name="totpSecret"]').input_value()
    shown = await person.page.locator("bdi code").first.inner_text()
    assert shown.replace(" ", "") == secret
    return secret


async def looked_at(person: Person) -> list[object]:
    """Returns the barriers of the page that is open, in both widths."""
    inspector = await inspect(person.page)
    found: list[object] = []
    for width in (320, 1280):
        await person.page.set_viewport_size({"width": width, "height": 800})
        found += [*await inspector.violations(), *await inspector.sideways(), *await inspector.small_targets()]
    return found


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_every_step_of_setting_an_app_up_is_open_to_everybody(people: People, language: str) -> None:
    ada = await arrived(people, f"axe-{language}", language=language)
    secret = await begin(ada)
    assert await looked_at(ada) == []
    await ada.fill(factorCode="000000")
    assert (await ada.submit(f"{PATH}/confirm")).status == 422
    await expect(ada.page.locator("#problems")).to_be_focused()
    assert await looked_at(ada) == []
    await ada.fill(factorCode=await code_of(ada, secret))
    await ada.submit(f"{PATH}/confirm")
    await expect(ada.page.locator(".codes li")).to_have_count(10)
    assert await looked_at(ada) == []
    await ada.open(PATH)
    assert await looked_at(ada) == []
    await ada.page.emulate_media(color_scheme="dark")
    assert await looked_at(ada) == []


async def test_recovery_codes_fit_on_paper_with_nothing_else(people: People) -> None:
    ada = await arrived(people, "paper")
    secret = await begin(ada)
    await ada.fill(factorCode=await code_of(ada, secret))
    await ada.submit(f"{PATH}/confirm")
    await ada.page.emulate_media(media="print")
    width, height = A4
    await ada.page.set_viewport_size({"width": width, "height": height})
    await expect(ada.page.locator(".codes li").last).to_be_in_viewport()
    for hidden in ("nav", "footer", "a.button", "h1", "[role=status]"):
        await expect(ada.page.locator(hidden).first).to_be_hidden()


@pytest.mark.parametrize("way", ["keyboard", "without scripts"])
async def test_an_app_is_set_up_and_asked_for(people: People, way: str) -> None:
    ada = await arrived(people, way.replace(" ", "-"), has_mouse=way != "keyboard", scripts=way == "keyboard")
    secret = await begin(ada)
    await ada.fill(factorCode=await code_of(ada, secret))
    await ada.submit(f"{PATH}/confirm")
    codes = await ada.page.locator(".codes code").all_inner_texts()
    await ada.sign_out()
    await ada.open("/login")
    await ada.fill(email=f"factor-{way.replace(' ', '-')}@example.com", password=PASSWORD)
    await ada.submit("/login")
    await ada.fill(factorCode=codes[0].replace("-", " ").lower())
    await ada.submit("/login/second-factor")
    assert ada.path == "/home"
    await ada.open(PATH)
    await expect(ada.page.get_by_text("9 codes are left.")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_the_page_that_asks_for_the_factor_again_is_open_to_everybody(people: People, language: str) -> None:
    ada = await arrived(people, f"prove-{language}", language=language)
    secret = await begin(ada)
    await ada.fill(factorCode=await code_of(ada, secret, -1))
    await ada.submit(f"{PATH}/confirm")
    await ada.open("/account/prove?next=/account/data")
    assert await looked_at(ada) == []
    await ada.fill(factorCode="000000")
    assert (await ada.submit("/account/prove")).status == 422
    await expect(ada.page.locator("#problems")).to_be_focused()
    assert await looked_at(ada) == []
    await ada.fill(factorCode=await code_of(ada, secret))
    await ada.submit("/account/prove")
    assert ada.path == "/account/data"
