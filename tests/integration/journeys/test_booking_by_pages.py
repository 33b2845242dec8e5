"""A booking by pages alone and without scripts, from what and when to the receipt, paid on the local Stripe."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest
from attrs import define, field

from hushroom_adapters.local.walkthrough.people import Person
from hushroom_adapters.local.walkthrough.story import Story
from tests.integration.http.page_client import FormReader, PageForm
from tests.support.browsing import local_address
from tests.support.existing import existing
from tests.support.journeys import END, JOIN, MEET, payment, play, story_of, until_payment
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.whole_hushroom import WholeHushroom


@define
class Visitor:
    """One browser without scripts that follows redirects, also to the payment provider and back."""

    http: httpx.Client
    page: httpx.Response = field(init=False)

    def get(self, address: str) -> httpx.Response:
        self.page = self.http.get(address)
        return self.page

    def submit(self, action: str = "", **values: str) -> httpx.Response:
        """Fills in the form with this address, or the first one, and sends it."""
        sent = self._form(action)
        fields = {**dict(sent.values), **values}
        origin = f"{self.page.url.scheme}://{self.page.url.netloc.decode()}"
        where = self.page.url.join(sent.action) if sent.action else self.page.url
        self.page = self.http.post(where, data=fields, headers={"origin": origin})
        return self.page

    def _form(self, action: str) -> PageForm:
        reader = FormReader()
        reader.feed(self.page.text)
        posted = [form for form in reader.forms if form.method == "post" and action in {"", form.action}]
        assert posted, (self.page.url, self.page.text)
        return posted[0]


@pytest.fixture
def story(hushroom: WholeHushroom) -> Iterator[Story]:
    with story_of(hushroom, JOIN) as told:
        yield told


@pytest.fixture
def visitor(hushroom: WholeHushroom) -> Iterator[Callable[[Person], Visitor]]:
    """Yields a function that opens a browser, and closes all of them."""
    base = local_address(hushroom.endpoints["api"])
    with ExitStack() as opened:

        def come(person: Person) -> Visitor:
            client = httpx.Client(
                base_url=base, follow_redirects=True, timeout=PATIENCE_SECONDS, event_hooks=hushroom.watch.hooks
            )
            came = Visitor(opened.enter_context(client))
            came.get("/login")
            came.submit("/login", email=person.email, password=person.password)
            return came

        yield come


def test_a_session_is_booked_and_paid_with_the_banks_question(
    visitor: Callable[[Person], Visitor], story: Story
) -> None:
    seeker, companion = visitor(story.seeker), visitor(story.companion)
    seeker.get("/sessions/new")
    seeker.submit("/sessions/new", type="FOCUS", plannedDuration="30", scheduledAt="")
    path = seeker.page.url.path.removesuffix("/goal")
    seeker.submit(
        f"{path}/goal",
        title="Write the report",
        description="From outline to a draft",
        successCriteria="A draft exists",
        keywords="writing",
    )
    seeker.submit(f"{path}/contract")
    assert seeker.page.url.path == f"{path}/companions", seeker.page.text
    seeker.submit(f"{path}/companions", companionId=story.ids["companion"])
    seeker.submit(f"{path}/contract/accept")
    assert seeker.page.url.path == f"{path}/payment", seeker.page.text

    seeker.submit(f"{path}/payment")
    assert seeker.page.url.path.startswith("/c/pay/"), seeker.page.text
    assert "Your card was declined" in seeker.submit(card="declined").text
    seeker.submit(card="bank")
    assert "do you confirm" in seeker.page.text
    seeker.submit(outcome="failure")
    assert "You did not confirm" in seeker.page.text
    seeker.submit(card="bank")
    seeker.submit(outcome="success")
    assert seeker.page.url.path == f"{path}/done", seeker.page.text

    companion.get(f"{path}/contract")
    companion.submit(f"{path}/contract/accept")
    story.ids["session"] = path.rpartition("/")[2]
    play(story, MEET + END)
    seeker.get("/account/payments")
    [receipt] = {link for link in _links(seeker.page) if link.startswith("/account/payments/")}
    story.ids["payment"] = receipt.rpartition("/")[2]
    until_payment(story, "CAPTURED")
    seeker.get(receipt)
    assert "Write the report" in seeker.page.text
    assert "You paid" in seeker.page.text
    seeker.get(path)
    for words in ("The money was held", "The session ended", "The money was taken"):
        assert words in seeker.page.text
    assert existing(payment(story)["stripePaymentIntentId"]).startswith("pi_")


def _links(page: httpx.Response) -> list[str]:
    return [part.partition('"')[0] for part in page.text.split('href="')[1:]]
