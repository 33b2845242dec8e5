"""A whole session in two browsers, from the first page to the ratings, and the money at its end."""

import re
import secrets
from decimal import Decimal
from typing import Any

import httpx
import pytest
from attrs import define, field, frozen
from playwright.async_api import Locator, expect

from hushroom_adapters.local.walkthrough.money import bill_of
from hushroom_adapters.local.walkthrough.story import ADMIN, DEMO_PASSWORD
from tests.support.browsing import People, Person, Screen
from tests.support.waiting import PATIENCE_SECONDS, until
from tests.support.whole_hushroom import WholeHushroom

PASSWORD = "Password123!"
RATE, MINUTES = Decimal("33.33"), 30
BILL = bill_of(RATE, MINUTES)
SESSION = re.compile(r"/sessions/([0-9a-f-]{36})")
AMOUNT = re.compile("16[.,]67|\u0661\u0666\u066b\u0666\u0667")
"""The price of the session, in Latin or in Arabic digits."""
SHARE = re.compile("11[.,]67|\u0661\u0661\u066b\u0666\u0667")
LINK = re.compile(r"https?://\S+?(/verify-email\?token=[\w-]+)")


@define
class Mail:
    """The letters of one address in the local mailbox."""

    url: str
    address: str

    async def link(self) -> str:
        """Waits for the letter with the link that confirms the address, and returns the path of the link."""
        found: list[str] = []

        async def is_there() -> bool:
            async with httpx.AsyncClient(timeout=PATIENCE_SECONDS, trust_env=False) as client:
                answer = await client.get(f"{self.url}/api/messages", params={"to": self.address})
            found.extend(LINK.findall(" ".join(mail["text"] or "" for mail in answer.json())))
            return bool(found)

        assert await until(is_there)
        return found[0]


@frozen
class Way:
    """A way in which two people use the pages."""

    language: str = "en"
    scripts: bool = True
    has_mouse: bool = True

    @property
    def screen(self) -> Screen:
        return Screen(language=self.language, scripts=self.scripts, has_mouse=self.has_mouse)


@define
class Meeting:
    """Two people and an administrator; `mailbox` and `stripe` are addresses of this machine."""

    hushroom: WholeHushroom
    seeker: Person
    companion: Person
    admin: Person
    tag: str = field(factory=lambda: f"writing-{secrets.token_hex(3)}")
    session: str = ""

    @classmethod
    async def of(cls, people: People, hushroom: WholeHushroom, way: Way) -> "Meeting":
        return cls(
            hushroom, await people.arrive(way.screen), await people.arrive(way.screen), await people.arrive(Screen())
        )

    @property
    def path(self) -> str:
        return f"/sessions/{self.session}"

    async def join(self, person: Person, name: str) -> None:
        """Makes an account, beginning at the first page, and confirms the address by the mailed link."""
        email = f"{name.lower()}-{secrets.token_hex(4)}@example.com"
        await person.open("/")
        await person.follow("/register")
        await person.fill(displayName=name, email=email, password=PASSWORD, dateOfBirth="1990-05-17")
        await person.submit("/register")
        assert person.path == "/welcome", await person.problems_of_form()
        await person.open(await Mail(self.hushroom.endpoints["mailbox"], email).link())
        await person.submit("/verify-email")
        await expect(person.page.locator("main")).to_be_visible()

    async def become_companion(self) -> None:
        """Applies, is approved by an administrator, publishes hours and goes online."""
        cora = self.companion
        await cora.open("/companion/application")
        await cora.fill(bio="I write too while you do.", expertiseTags=f"{self.tag}, focus", baseRate=str(RATE))
        await cora.submit("/companion/application")
        await self.admin.sign_in(ADMIN, DEMO_PASSWORD)
        await self.admin.open("/admin/companions?status=PENDING_REVIEW")
        await self.admin.page.get_by_role("link", name="Cora").first.click()
        await expect(self.admin.page.locator("main a[href$='/approve']")).to_be_visible()
        await self.admin.follow("/admin/companions/" + self.admin.path.rpartition("/")[2] + "/approve")
        await self.admin.submit("/admin/companions/")
        await cora.open("/companion/hours")
        await cora.fill(**{"MONDAY-0-from": "09:00", "MONDAY-0-to": "17:00"})
        await cora.submit("/companion/hours")
        await cora.open("/companion")
        await cora.submit("/companion/presence")

    async def book(self) -> None:
        """Goes through the booking: kind, goal, agreement, companion."""
        sam = self.seeker
        await sam.open("/home")
        await sam.follow("/sessions/new")
        await sam.choose("type", "FOCUS")
        await sam.choose("plannedDuration", str(MINUTES))
        await sam.submit("/sessions/new")
        found = SESSION.search(sam.page.url)
        assert found is not None, await sam.problems_of_form()
        self.session = found[1]
        await sam.fill(
            title="Finish the draft",
            description="Two more pages of the report.",
            successCriteria="Two pages are written",
            keywords=self.tag,
        )
        await sam.submit(self.path)
        await sam.submit(self.path)
        await sam.submit(self.path, holding="text=Cora")

    async def agree(self, person: Person) -> None:
        """Reads the agreement and accepts it."""
        await person.open(self.path)
        await person.follow(f"{self.path}/contract")
        await person.submit(f"{self.path}/contract/accept")

    async def pay(self) -> None:
        """Pays on the page of the provider, with the card that asks the bank."""
        sam = self.seeker
        await sam.open(self.path)
        await sam.follow(f"{self.path}/payment")
        await expect(sam.page.locator("main")).to_contain_text(AMOUNT)
        await sam.submit(f"{self.path}/payment")
        await sam.choose("card", "bank")
        await sam.submit()
        await sam.submit()  # the bank's first button confirms
        await expect(sam.page).to_have_url(re.compile("/(done|payment)"))

    async def enter(self, person: Person) -> None:
        """Goes into the room, with the microphone on where scripts may run."""
        await person.open(self.path)
        await person.follow(f"{self.path}/room")
        if person.screen.scripts:
            await person.hands.press(person.page.locator('[data-act="join"]'))
            await expect(person.page.locator('[data-act="microphone"]')).to_have_attribute("aria-pressed", "false")

    async def hear(self, person: Person) -> None:
        """Checks that the person hears the other one: the fake microphones beep."""
        if person.screen.scripts:
            await expect(person.page.locator("[data-person]:not([data-me])[data-speaks]")).to_have_count(1)
            sent = person.page.locator('[data-level="sent"]')
            assert await until(lambda: _is_loud(sent)), "the microphone sends silence"

    async def step(self, person: Person, action: str) -> None:
        """Takes a step of the session by the room's button, which appears when its time has come."""
        button = person.page.locator(f'form[action$="/room/steps/{action}"] button')
        if not person.screen.scripts:
            await person.open(f"{self.path}/room")
            await person.submit(f"{self.path}/room/steps/{action}")
            return
        await person.hands.press(button)
        await expect(button).to_have_count(0)

    async def drift(self) -> None:
        """The companion says that they drift, and the seeker acknowledges it."""
        words = "Shall we go back to the letter?"
        if not self.companion.screen.scripts:
            await self.companion.open(f"{self.path}/room")
        await self.companion.fill(message=words)
        await self.companion.hands.press(self.companion.page.locator("#flag button[type=submit]"))
        if not self.seeker.screen.scripts:
            await expect(self.companion.page.locator("main")).to_be_visible()
            await self.seeker.open(f"{self.path}/room")
        note = self.seeker.page.locator("[data-drift]")
        await expect(note).to_contain_text(words)
        await self.seeker.hands.press(note.locator("button"))
        await expect(note).to_have_count(0)

    async def meet(self) -> None:
        """Meets in the room: ready, start, pause, go on, a drift, end."""
        for person in (self.seeker, self.companion):
            await self.enter(person)
        await self.step(self.seeker, "ready")
        await self.step(self.companion, "ready")
        await self.step(self.seeker, "start")
        await self.hear(self.seeker)
        await self.hear(self.companion)
        await self.step(self.companion, "pause")
        await self.step(self.seeker, "resume")
        await self.drift()
        await self.step(self.seeker, "end")
        if self.companion.screen.scripts:
            await expect(self.companion.page).to_have_url(re.compile("/rating$"))

    async def look_back(self, person: Person) -> None:
        """Judges the goal (as the seeker) and rates the session."""
        await person.open(self.path)
        await person.follow(f"{self.path}/rating")
        if person is self.seeker:
            await person.choose("achieved", "yes")
        await person.choose("overallScore", "5")
        await person.submit(f"{self.path}/rating")
        await expect(person.page).to_have_url(re.compile(f"{self.path}(\\?|$)"))

    async def settle(self) -> None:
        """Waits until the money is taken, and compares what both people read with the books of the provider."""

        async def is_taken() -> bool:
            return bool(self.books()["captured"])

        assert await until(is_taken)
        assert self.books() | {"captured": BILL.cents, "capture_count": 1, "held": 0, "refunded": 0} == self.books()
        await self.seeker.open("/account/payments")
        await self.seeker.follow("/account/payments/")
        await expect(self.seeker.page.locator("main")).to_contain_text(AMOUNT)
        await self.companion.open("/companion/earnings")
        await expect(self.companion.page.locator("main")).to_contain_text(SHARE)

    def books(self) -> dict[str, Any]:
        """Returns the sums of the session in the books of the local Stripe, in minor units."""
        where = {"metadata[session_id]": self.session}
        url = f"{self.hushroom.endpoints['stripe']}/_sandbox/ledger/summary"
        found: dict[str, Any] = httpx.get(url, params=where, timeout=PATIENCE_SECONDS, trust_env=False).json()
        return found


async def _is_loud(meter: Locator) -> bool:
    return float(await meter.evaluate("one => one.value")) > 0


WAYS = {
    "mouse": Way(),
    "keyboard": Way(has_mouse=False),
    "no scripts": Way(scripts=False),
    "Arabic": Way(language="ar"),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
async def test_two_people_meet_from_the_first_page_on(people: People, hushroom: WholeHushroom, way: Way) -> None:
    meeting = await Meeting.of(people, hushroom, way)
    await meeting.join(meeting.companion, "Cora")
    await meeting.join(meeting.seeker, "Sam")
    await meeting.become_companion()
    await meeting.book()
    await meeting.agree(meeting.seeker)
    await meeting.agree(meeting.companion)
    await meeting.pay()
    books = meeting.books()
    assert (books["authorized"], books["captured"], books["held"]) == (BILL.cents, 0, BILL.cents)
    await meeting.meet()
    await meeting.look_back(meeting.seeker)
    await meeting.look_back(meeting.companion)
    await meeting.settle()
