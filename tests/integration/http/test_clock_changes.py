"""An appointment near a change of the clocks: one instant in the page, the file, the email and the database."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import frozen

from hushroom_adapters.i18n.emails.renderer import TemplateEmailRenderer
from hushroom_adapters.memory.email_renderer import PlainEmailRenderer
from hushroom_adapters.postgres.core.database import Database
from tests.integration.http.page_client import PageClient
from tests.integration.http.world import Person, World

PARIS, NEW_YORK = "Europe/Paris", "America/New_York"
MINUTES = 60
LEDE = re.compile(r'<p class="lede">.*?(<time.*? time)\b')


@frozen(kw_only=True)
class Appointment:
    """A time as the seeker in Paris writes it, its instant, and the words of page and email for each person."""

    written: str
    at: str
    paris: tuple[str, str]
    new_york: tuple[str, str]


APPOINTMENTS = {
    "after both changes": Appointment(
        written="2026-03-30T10:00",
        at="2026-03-30T08:00Z",
        paris=("Mon, March 30 10:00 to 11:00", "Monday, 30 March 2026, 10:00 (Europe/Paris)"),
        new_york=("Mon, March 30 04:00 to 05:00", "Monday, 30 March 2026, 04:00 (America/New_York)"),
    ),
    "between the changes": Appointment(
        written="2026-03-20T10:00",
        at="2026-03-20T09:00Z",
        paris=("Fri, March 20 10:00 to 11:00", "Friday, 20 March 2026, 10:00 (Europe/Paris)"),
        new_york=("Fri, March 20 05:00 to 06:00", "Friday, 20 March 2026, 05:00 (America/New_York)"),
    ),
    "over the hour that is left out": Appointment(
        written="2026-03-29T01:30",
        at="2026-03-29T00:30Z",
        paris=("Sun, March 29 01:30 to 03:30", "Sunday, 29 March 2026, 01:30 (Europe/Paris)"),
        new_york=("Sat, March 28 20:30 to 21:30", "Saturday, 28 March 2026, 20:30 (America/New_York)"),
    ),
    "in the hour that comes twice": Appointment(
        written="2026-10-25T02:30",
        at="2026-10-25T00:30Z",
        paris=("Sun, October 25 02:30 (CEST) to 02:30 (CET)", "Sunday, 25 October 2026, 02:30 (Europe/Paris, CEST)"),
        new_york=("Sat, October 24 20:30 to 21:30", "Saturday, 24 October 2026, 20:30 (America/New_York)"),
    ),
}


@frozen
class Pair:
    """A seeker in Paris and a companion in New York, whose addresses are confirmed by nobody."""

    world: World
    seeker: Person
    companion: Person

    @classmethod
    async def of(cls, world: World) -> "Pair":
        seeker, companion = await world.join("ada"), await world.companion("cleo")
        for person, zone in ((seeker, PARIS), (companion, NEW_YORK)):
            await world.patch("/users/me", person, {"timezone": zone})
        return cls(world, seeker, companion)

    async def book(self, written: str) -> PageClient:
        """Sends the form of a new session with this time, and returns the seeker's browser."""
        browser = await PageClient.of(self.world).sign_in(self.seeker.email)
        await browser.get("/sessions/new")
        await browser.submit("/sessions/new", type="FOCUS", plannedDuration=str(MINUTES), scheduledAt=written)
        return browser

    async def select(self, session_id: str) -> None:
        body = {"sessionId": session_id, "companionId": self.companion.companion_id}
        await self.world.post("/matching/select", self.seeker, body)
        await self.world.settle()

    def mails(self, person: Person) -> str:
        return "\n".join(mail.words.text for mail in self.world.parts.mailer.to(person.email))


@pytest.fixture
async def pair(world: World, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """Returns two people who get emails in the words that the platform sends."""
    real = TemplateEmailRenderer("http://hushroom.localhost")
    monkeypatch.setattr(PlainEmailRenderer, "render", lambda _, email: real.render(email))
    return await Pair.of(world)


async def stored(database: Database) -> Sequence[Any]:
    async with database.connection() as connection:
        rows = await (await connection.execute("SELECT scheduled_at FROM sessions")).fetchall()
    return [at for (at,) in rows]


@pytest.mark.parametrize("name", APPOINTMENTS)
async def test_everybody_is_told_the_same_instant_in_a_time_of_their_own(
    pair: Pair, database: Database, name: str
) -> None:
    appointment = APPOINTMENTS[name]
    at = datetime.fromisoformat(appointment.at)
    browser = await pair.book(appointment.written)
    session_id = browser.page.url.path.split("/")[2]
    await pair.select(session_id)
    assert await stored(database) == [at]
    assert datetime.fromisoformat((await pair.world.get(f"/sessions/{session_id}", pair.seeker))["scheduledAt"]) == at
    read = ((pair.seeker, appointment.paris, "Paris time"), (pair.companion, appointment.new_york, "New York time"))
    for person, (in_page, in_mail), zone in read:
        reader = await PageClient.of(pair.world).sign_in(person.email)
        page = await reader.get(f"/sessions/{session_id}")
        shown = LEDE.findall(page.text)
        assert shown == [f'<time datetime="{appointment.at}">{in_page}</time>, {zone}']
        assert in_mail in pair.mails(person)
        file = (await reader.http.get(f"/sessions/{session_id}/calendar.ics")).text
        assert re.findall(r"DT(?:START|END):(\S+)", file) == [
            f"{moment:%Y%m%dT%H%M%SZ}" for moment in (at, at + timedelta(minutes=MINUTES))
        ]


async def test_a_time_that_the_clocks_leave_out_is_refused_and_kept(pair: Pair, database: Database) -> None:
    browser = await pair.book("2026-03-29T02:30")
    assert browser.page.status_code == 422
    assert "clocks go forward" in browser.text
    assert browser.form("/sessions/new").value("scheduledAt") == "2026-03-29T02:30"
    assert await stored(database) == []
