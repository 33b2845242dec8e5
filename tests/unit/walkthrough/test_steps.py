import io
import json
from collections.abc import Callable
from contextlib import ExitStack
from decimal import Decimal
from typing import Never

import httpx
import pytest
from rich.console import Console

from hushroom_adapters.local.walkthrough.money import bill_of, meets
from hushroom_adapters.local.walkthrough.people import Books, Mailbox, Person
from hushroom_adapters.local.walkthrough.playing import Outcome, play
from hushroom_adapters.local.walkthrough.report import Document, Page
from hushroom_adapters.local.walkthrough.steps import STEPS, Step
from hushroom_adapters.local.walkthrough.story import PATIENCE_SECONDS, Story, open_story
from hushroom_adapters.local.walkthrough.surprises import Skipped, Surprise, expect
from hushroom_adapters.local.walkthrough.target import Target, target_of
from hushroom_adapters.local.walkthrough.wire import Wire

SESSION = "01890a5d-ac96-774b-bcce-b302099a8057"


def fine(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"status": "ok"})


def nonsense(request: httpx.Request) -> httpx.Response:
    return httpx.Response(201 if request.method == "POST" else 200, json=[])


def story(server: Callable[[httpx.Request], httpx.Response] = fine) -> Story:
    client = httpx.Client(base_url="http://server.test", transport=httpx.MockTransport(server))
    wire = Wire(client, [], lambda _seconds: None)
    seeker, companion, admin = [
        Person(name, wire, f"{name}@example.com", "secret") for name in ("seeker", "companion", "admin")
    ]
    return Story(wire, seeker, companion, admin, keyword="quiet")


def look(told: Story) -> str:
    told.seeker.get(f"/sessions/{SESSION}?x=1")
    return "looked"


def look_twice(told: Story) -> str:
    look(told)
    return look(told)


def skip(_told: Story) -> Never:
    raise Skipped("nothing here")


def fail(_told: Story) -> Never:
    raise Surprise("rain", "sun")


LOOK, LOOK_TWICE, SKIP, FAIL = Step("Look", look), Step("Twice", look_twice), Step("Skip", skip), Step("Fail", fail)


def shown(
    steps: list[Step], *, width: int = 120, terminal: bool = False, document: bool = False
) -> tuple[Outcome, str]:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=terminal, highlight=False)
    outcome = play(story(), Document(console) if document else Page(console), steps)
    return outcome, out.getvalue()


def test_a_step_becomes_a_row_with_its_request_and_status() -> None:
    outcome, _ = shown([LOOK])
    (row,) = outcome.rows
    assert (row.number, row.who, row.request, row.status) == (1, "seeker", "GET /sessions/:id", 200)
    assert (row.requests, row.changed, row.skipped) == (1, "looked", False)


def test_a_step_that_asks_more_than_once_says_how_often() -> None:
    outcome, text = shown([LOOK_TWICE])
    assert outcome.rows[0].requests == 2
    assert "GET /sessions/:id x2" in text


def test_the_first_surprise_ends_it_and_says_what_was_expected_and_what_came() -> None:
    outcome, text = shown([LOOK, FAIL, LOOK])
    assert (len(outcome.rows), outcome.failed) == (1, "Fail")
    assert "Unexpected response at step 2: Fail" in text
    assert "expected  rain" in text
    assert "got       sun" in text


def test_a_step_that_cannot_be_taken_here_is_left_out_with_its_reason() -> None:
    outcome, text = shown([LOOK, SKIP])
    assert outcome.surprise is None
    assert "nothing here" in text
    assert "1 left out" in text


@pytest.mark.parametrize("width", [20, 40, 80, 109, 110, 120, 240])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    _, text = shown([LOOK, LOOK_TWICE, SKIP, FAIL], width=width)
    assert max(len(line) for line in text.splitlines()) <= width


def test_there_is_colour_on_a_terminal_only() -> None:
    assert "\x1b[" in shown([LOOK], terminal=True)[1]
    assert "\x1b[" not in shown([LOOK])[1]


@pytest.mark.parametrize("steps", [[LOOK, SKIP], [LOOK, FAIL]])
def test_a_program_gets_one_json_object(steps: list[Step]) -> None:
    _, text = shown(steps, document=True, width=40)
    told = json.loads(text)
    assert told["ok"] is (steps[1] is SKIP)
    assert told["steps"][0]["request"] == "GET /sessions/:id"
    assert told["surprise"] == (None if told["ok"] else {"step": "Fail", "expected": "rain", "came": "sun"})


def test_a_pause_that_the_server_asks_for_is_said() -> None:
    answers = [httpx.Response(429, headers={"Retry-After": "3"}), httpx.Response(200, json={})]
    out = io.StringIO()
    play(story(lambda _request: answers.pop(0)), Page(Console(file=out, width=120)), [LOOK])
    assert "asks for a pause of 3 s" in out.getvalue()


def test_waiting_for_an_effect_ends_with_a_surprise() -> None:
    waited: list[float] = []
    told = story()
    told.api.sleep = waited.append
    with pytest.raises(Surprise, match="a miracle within 30 s"):
        told.until(lambda: "nothing", lambda _answer: False, "a miracle")
    assert PATIENCE_SECONDS <= sum(waited) < 2 * PATIENCE_SECONDS
    assert len(waited) < 30  # a client under a rate limit must not use it up by waiting


def test_every_step_of_the_real_walkthrough_is_surprised_by_a_server_that_answers_nonsense() -> None:
    for step in STEPS:
        told = story(nonsense)
        told.ids = dict.fromkeys(("companion", "session", "goal", "template", "contract", "payment", "intent"), SESSION)
        told.bill = bill_of(Decimal("33.33"), 30)
        told.mailbox, told.books = Mailbox(told.api), Books(told.api)
        outcome = play(told, Document(Console(file=io.StringIO())), [step])
        assert outcome.surprise is not None, step.title


def test_a_member_that_is_missing_or_different_is_a_surprise() -> None:
    expect({"a": None}, a=None)
    with pytest.raises(Surprise, match="a member b"):
        expect({"a": 1}, b=None)
    with pytest.raises(Surprise, match="a = 2, came 1"):
        expect({"a": 1}, a=2)
    with pytest.raises(Surprise, match="a JSON object"):
        expect([], a=2)


def test_the_bill_is_to_the_cent_and_the_share_is_the_rest() -> None:
    bill = bill_of(Decimal("33.33"), 30)
    assert (bill.amount, bill.fee, bill.share) == (Decimal("16.67"), Decimal("5.00"), Decimal("11.67"))
    assert bill.cents == 1667


def test_a_payment_that_says_something_else_than_the_bill_is_a_surprise() -> None:
    bill = bill_of(Decimal("33.33"), 30)
    right = {"amount": "16.67", "platformFee": "5", "companionPayout": "11.67", "commissionRate": "0.3"}
    meets(right, bill)
    for name, wrong in (("amount", "16.66"), ("platformFee", 5), ("companionPayout", None), ("commissionRate", 0.3)):
        with pytest.raises(Surprise, match=name):
            meets(right | {name: wrong}, bill)


LOCAL = {"api": "http://127.0.0.1:8000", "mailbox": "http://127.0.0.1:1/", "stripe": None}


def test_without_a_url_it_plays_against_the_running_dev() -> None:
    assert target_of("", LOCAL) == Target(api="http://127.0.0.1:8000", mailbox="http://127.0.0.1:1", stripe=None)
    assert target_of("", {}) is None


def test_the_url_of_the_running_dev_is_recognised_and_another_servers_mailbox_is_unknown() -> None:
    assert target_of("http://127.0.0.1:8000/api/v1/", LOCAL) == target_of("", LOCAL)
    assert target_of("https://api.example.com/", LOCAL) == Target(api="https://api.example.com")


def test_two_stories_never_share_an_address() -> None:
    with ExitStack() as stack:
        first, second = (open_story(Target(api="http://server.test"), stack) for _ in range(2))
        assert first.seeker.email != second.seeker.email
        assert first.mailbox is None
