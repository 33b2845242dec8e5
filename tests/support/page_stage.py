"""A seeker, a companion and an administrator with sessions in every state, for tests that look at all pages."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from attrs import define, field

from hushroom_adapters.local.walkthrough import afterwards, booking
from hushroom_adapters.local.walkthrough.people import Person
from hushroom_adapters.local.walkthrough.story import Story
from tests.support.authenticators import VirtualAuthenticator, decoded
from tests.support.browsing import local_address
from tests.support.journeys import BOOK, END, JOIN, MATCH, MEET, PAY, Take, play, story_of
from tests.support.whole_hushroom import WholeHushroom

AGREE: tuple[Take, ...] = (
    booking.choose_template,
    booking.draw_up_contract,
    *MATCH,
    booking.accept_as_seeker,
    booking.accept_as_companion,
)
BIO = "Calm company for writing and other quiet work. I write too while you do."
SESSIONS: Mapping[str, tuple[Take, ...]] = {
    "ended": (*BOOK, *AGREE, *PAY, *MEET, *END, afterwards.wait_for_capture, afterwards.judge_goal),
    "rated": (*BOOK, *AGREE, *PAY, *MEET, *END, afterwards.wait_for_capture, afterwards.rate_companion),
    "booked": BOOK,
    "matched": (*BOOK, booking.choose_template, booking.draw_up_contract, *MATCH),
    "agreed": (*BOOK, *AGREE),
    "paid": (*BOOK, *AGREE, *PAY),
    "running": (*BOOK, *AGREE, *PAY, *MEET),
}
"""The steps after which a session is in each state; one session runs at a time, so that is the last."""


@define
class PageStage:
    """The people, and the ids of what they made: `sessions` and `payments` by the state of the session."""

    story: Story
    sessions: dict[str, str] = field(factory=dict)
    payments: dict[str, str] = field(factory=dict)
    reports: list[str] = field(factory=list)
    origin: str = ""
    """The origin of the web app."""
    passkeys: list[str] = field(factory=list)
    users: dict[str, str] = field(factory=dict)
    languages: dict[str, str] = field(factory=dict)

    @property
    def people(self) -> dict[str, Person]:
        return {"seeker": self.story.seeker, "companion": self.story.companion, "admin": self.story.admin}

    def speak(self, who: str, language: str) -> None:
        """Makes a language that of a person's account."""
        if self.languages.get(who, "en") != language:
            person = self.people[who]
            person.token = ""  # an access token lives for minutes, and the visits of all pages may take longer
            person.token = person.post("/auth/login", {"email": person.email, "password": person.password})[
                "accessToken"
            ]
            person.patch("/users/me", {"preferredLanguage": language})
            self.languages[who] = language


@contextmanager
def page_stage(hushroom: WholeHushroom) -> Iterator[PageStage]:
    """Yields the people after everything has happened between them."""
    with story_of(hushroom, JOIN) as story:
        story.companion.patch("/companions/me", {"maxConcurrent": 5, "bio": BIO})
        stage = PageStage(story, origin=local_address(hushroom.endpoints["api"]))
        stage.users = {name: person.get("/users/me")["id"] for name, person in stage.people.items()}
        for state, steps in SESSIONS.items():
            story.ids = {"companion": story.ids["companion"]}
            play(story, steps)
            stage.sessions[state] = story.ids["session"]
            stage.payments |= {state: story.ids["payment"]} if "payment" in story.ids else {}
        stage.reports.append(_report(stage)["id"])
        stage.passkeys.append(_passkey(stage)["id"])
        try:
            yield stage
        finally:
            stage.speak("admin", "en")  # the administrator is everybody's, so the account stays as it was


def _passkey(stage: PageStage) -> dict[str, Any]:
    options = stage.story.seeker.post("/users/me/passkeys/begin", {})["publicKey"]
    phone = VirtualAuthenticator(origin=stage.origin, domain=options["rp"]["id"], may_sync=True)
    credential = phone.register(options["challenge"], decoded(options["user"]["id"]))
    made: dict[str, Any] = stage.story.seeker.post("/users/me/passkeys", {"name": "Phone", "credential": credential})
    return made


def _report(stage: PageStage) -> dict[str, Any]:
    body = {"reportedUserId": stage.users["companion"], "reason": "Rude", "description": "They shouted at me twice."}
    made: dict[str, Any] = stage.story.seeker.post("/reports", body | {"sessionId": stage.sessions["ended"]})
    return made
