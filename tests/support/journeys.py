"""Sessions on a running platform, brought to the state that a test needs by the steps of the walkthrough."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx

from hushroom_adapters.local.walkthrough import booking, meeting, signing_up
from hushroom_adapters.local.walkthrough.people import API
from hushroom_adapters.local.walkthrough.story import Story, open_story
from hushroom_adapters.local.walkthrough.target import target_of
from tests.support.watch import LeakWatch
from tests.support.whole_hushroom import WholeHushroom

Take = Callable[[Story], str]

JOIN: tuple[Take, ...] = (
    signing_up.register_seeker,
    signing_up.register_companion,
    signing_up.offer_companionship,
    signing_up.sign_in_as_admin,
    signing_up.approve_companion,
    signing_up.go_online,
)
BOOK: tuple[Take, ...] = (booking.book_session, booking.set_goal)
MATCH: tuple[Take, ...] = (booking.select_companion,)
PAY: tuple[Take, ...] = (booking.authorize_payment,)
MEET: tuple[Take, ...] = (meeting.seeker_is_ready, meeting.companion_is_ready, meeting.start)
END: tuple[Take, ...] = (meeting.end,)

BOOKED = JOIN + BOOK
MATCHED = BOOKED + MATCH
PAID = MATCHED + PAY
RUNNING = PAID + MEET
ENDED = RUNNING + END
LIFE = ENDED
"""All steps: `LIFE[len(PAID):]` are the steps after PAID."""


@contextmanager
def story_of(hushroom: WholeHushroom, taken: tuple[Take, ...] = ()) -> Iterator[Story]:
    """Yields a seeker, a companion and an administrator after the given steps."""
    target = target_of("", hushroom.endpoints)
    assert target is not None
    with ExitStack() as stack:
        story = open_story(target, stack)
        story.api.client.event_hooks = hushroom.watch.hooks
        if story.mailbox is not None:
            story.mailbox.wire.client.event_hooks = {"response": [reading_letters(hushroom.watch)]}
        play(story, taken)
        yield story


@contextmanager
def resumed(hushroom: WholeHushroom, before: Story) -> Iterator[Story]:
    """Yields the same people and session on a platform that was restarted and has other addresses."""
    with story_of(hushroom) as story:
        story.ids, story.bill = before.ids, before.bill
        for now, then in ((story.seeker, before.seeker), (story.companion, before.companion)):
            now.email, now.token = then.email, then.token
        yield story


def reading_letters(watch: LeakWatch) -> Callable[[httpx.Response], None]:
    """Returns a hook for the mailbox's client that registers the secrets of emails, which no response may contain."""

    def hook(response: httpx.Response) -> None:
        watch.read_letter(response.read().decode())

    return hook


def play(story: Story, steps: tuple[Take, ...]) -> None:
    for step in steps:
        step(story)


def ask(story: Story, method: str, path: str, status: int, body: Any = None, *, by: str = "seeker") -> Any:
    """Sends one request and returns its response, which may be an error."""
    person = getattr(story, by)
    return story.api.send(by, method, API + path, status=status, body=body, token=person.token)


def session(story: Story) -> dict[str, Any]:
    found: dict[str, Any] = story.seeker.get(f"/sessions/{story.ids['session']}")
    return found


def payment(story: Story) -> dict[str, Any]:
    found: dict[str, Any] = story.seeker.get(f"/payments/{story.ids['payment']}")
    return found


def summary(story: Story) -> dict[str, Any]:
    """Returns the local Stripe's ledger summary of all intents of the session."""
    assert story.books is not None
    where = f"metadata[session_id]={story.ids['session']}"
    found: dict[str, Any] = story.books.wire.send("stripe", "GET", f"/_sandbox/ledger/summary?{where}", status=200)
    return found


def until_payment(story: Story, *statuses: str) -> dict[str, Any]:
    return story.until(lambda: payment(story), lambda found: found["status"] in statuses, f"payment {statuses}")


def until_session(story: Story, status: str) -> dict[str, Any]:
    return story.until(lambda: session(story), lambda found: found["status"] == status, f"session {status}")


def until_summary(story: Story, **wanted: int) -> dict[str, Any]:
    """Waits until the ledger summary has these values, and returns it."""
    return story.until(lambda: summary(story), lambda found: wanted.items() <= found.items(), f"{wanted} in the books")
