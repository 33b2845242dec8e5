"""`python -m tests.tutorial_pictures`: takes the pictures of the tutorial of the pages, by playing it."""

import asyncio
import re
import sys
from pathlib import Path

from playwright.async_api import Locator

from tests.support.browsing import People, Person, local_address, missing_part, open_browser
from tests.support.source_files import ROOT
from tests.support.waiting import until
from tests.support.whole_hushroom import WholeHushroom, whole_hushroom

PICTURES = ROOT / "docs/tutorial/pictures"
PASSWORD = "Password123!"
SEEKER, COMPANION = "user1@hushroom.com", "companion1@hushroom.com"
WIDTH, HEIGHT, TALLEST = 1000, 640, 1_000


async def take(person: Person, name: str, folder: Path) -> None:
    """Writes a picture of the page, from its top."""
    height = await person.page.evaluate("() => document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": max(HEIGHT, min(height, TALLEST))}
    await person.page.screenshot(path=folder / f"{name}.png", full_page=True, clip=clip)  # type: ignore[arg-type]


async def play(people: People, folder: Path) -> None:
    """Plays the tutorial as far as its pictures need it."""
    seeker, companion = await people.arrive(width=WIDTH), await people.arrive(width=WIDTH)
    await seeker.open("/")
    await take(seeker, "landing", folder)
    await seeker.sign_in(SEEKER, PASSWORD)
    await companion.sign_in(COMPANION, PASSWORD)
    await seeker.open("/sessions/new")
    await take(seeker, "new-session", folder)
    await seeker.choose("type", "FOCUS")
    await seeker.choose("plannedDuration", "30")
    await seeker.submit("/sessions/new")
    found = re.search(r"/sessions/[0-9a-f-]{36}", seeker.page.url)
    assert found is not None, await seeker.problems_of_form()
    session = found[0]
    await seeker.fill(
        title="Finish the tax return",
        description="Fill in the last two pages and send them.",
        successCriteria="The form is sent and the receipt is saved",
        keywords="focus",
    )
    await seeker.submit(session)
    await seeker.submit(session)
    await press(seeker, seeker.page.locator("main li, main article", has_text="Demo Companion 1").get_by_role("button"))
    for person in (seeker, companion):
        await person.open(f"{session}/contract")
        await person.submit(f"{session}/contract/accept")
    await seeker.open(f"{session}/payment")
    await seeker.submit(f"{session}/payment")
    await press(seeker, seeker.page.locator("main form button"))

    async def is_paid() -> bool:
        await seeker.open(f"{session}/payment?back=paid")
        return seeker.path.endswith("/done")

    assert await until(is_paid)
    await take(seeker, "booked", folder)
    await seeker.open(session)
    await take(seeker, "session", folder)
    await seeker.open(f"{session}/room")
    await take(seeker, "room", folder)


async def press(person: Person, button: Locator) -> None:
    """Presses a button that opens another page."""
    async with person.page.expect_navigation():
        await button.first.click()


async def main(hushroom: WholeHushroom, folder: Path) -> None:
    async with open_browser() as browser:
        people = People(local_address(hushroom.endpoints["api"]), browser)
        await play(people, folder)
        await people.leave()


if __name__ == "__main__":
    if missing_part():
        sys.exit(missing_part())
    PICTURES.mkdir(exist_ok=True)
    with whole_hushroom() as started:
        asyncio.run(main(started, PICTURES))
