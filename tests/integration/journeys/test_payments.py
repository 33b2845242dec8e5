"""Payments end correctly, as the local Stripe's ledger confirms independently of the platform's tables."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import psycopg
import pytest

from hushroom_adapters.local.walkthrough import booking, meeting
from hushroom_adapters.local.walkthrough.story import Story
from tests.support.existing import existing
from tests.support.journeys import (
    BOOKED,
    END,
    ENDED,
    MATCHED,
    MEET,
    PAID,
    RUNNING,
    ask,
    payment,
    play,
    session,
    story_of,
    summary,
    until_payment,
    until_session,
    until_summary,
)
from tests.support.whole_hushroom import WholeHushroom


def authorize(story: Story, card: str, status: int = 201) -> Any:
    body = {"sessionId": story.ids["session"], "paymentMethodId": card}
    answer = ask(story, "POST", "/payments/authorize", status, body)
    if status == 201:
        story.ids |= {"payment": answer["id"], "intent": answer["stripePaymentIntentId"]}
    return answer


def stripe(story: Story, path: str, body: dict[Any, Any], status: int = 200) -> Any:
    return existing(story.books).wire.send("stripe", "POST", f"/_sandbox{path}", status=status, body=body)


def cancel(story: Story, by: str = "seeker") -> Any:
    return ask(story, "POST", f"/sessions/{story.ids['session']}/cancel", 201, {"reason": "Something came up"}, by=by)


@pytest.mark.parametrize("taken", [BOOKED, MATCHED], ids=["booked", "matched"])
def test_cancelling_before_any_payment_leaves_the_books_empty(
    any_hushroom: WholeHushroom, taken: tuple[Callable[[Story], str], ...]
) -> None:
    with story_of(any_hushroom, taken) as story:
        assert cancel(story)["status"] == "CANCELLED"
        assert summary(story)["entry_count"] == 0


@pytest.mark.parametrize(
    ("taken", "by"),
    [
        (PAID, "seeker"),
        (PAID, "companion"),
        ((*PAID, meeting.seeker_is_ready), "companion"),
        ((*PAID, meeting.seeker_is_ready), "seeker"),
        ((*PAID, meeting.seeker_is_ready, meeting.companion_is_ready), "seeker"),
    ],
    ids=["paid", "paid-by-companion", "one-ready", "companion-never-came", "both-ready"],
)
def test_cancelling_releases_the_hold_exactly_once(
    any_hushroom: WholeHushroom, taken: tuple[Callable[[Story], str], ...], by: str
) -> None:
    with story_of(any_hushroom, taken) as story:
        cancelled = cancel(story, by)
        assert (cancelled["status"], cancelled["cancellationReason"]) == ("CANCELLED", "Something came up")
        until_payment(story, "CANCELLED")
        ask(story, "POST", f"/sessions/{story.ids['session']}/cancel", 400)
        found = until_summary(story, held=0)
        assert (found["release_count"], found["captured"]) == (1, 0)
        assert found["released"] == found["authorized"] == 1667


@pytest.mark.parametrize(
    ("taken", "captured"),
    [(RUNNING, 0), ((*RUNNING, meeting.pause), 0), (ENDED, 1)],
    ids=["in-progress", "paused", "ended"],
)
def test_a_session_that_has_begun_can_not_be_cancelled_and_its_money_is_not_let_go(
    any_hushroom: WholeHushroom, taken: tuple[Callable[[Story], str], ...], captured: int
) -> None:
    with story_of(any_hushroom, taken) as story:
        before = session(story)["status"]
        for person in ("seeker", "companion"):
            ask(story, "POST", f"/sessions/{story.ids['session']}/cancel", 400, by=person)
        assert session(story)["status"] == before
        found = until_summary(story, capture_count=captured)
        assert (found["release_count"], found["held"]) == (0, 0 if captured else 1667)


def test_cancelling_while_the_bank_waits_for_the_holder_leaves_nothing_to_be_confirmed(
    any_hushroom: WholeHushroom,
) -> None:
    with story_of(any_hushroom, MATCHED) as story:
        authorize(story, "pm_card_authenticationRequired")
        assert cancel(story)["status"] == "CANCELLED"
        until_payment(story, "CANCELLED")
        stripe(story, f"/payment_intents/{story.ids['intent']}/authenticate", {"outcome": "success"}, status=400)
        assert summary(story)["authorized"] == 0


@pytest.mark.parametrize(
    "taken", [PAID, (*PAID, meeting.seeker_is_ready, meeting.companion_is_ready)], ids=["paid", "ready"]
)
def test_a_session_whose_hold_lapses_before_it_begins_is_called_off_and_both_are_told(
    any_hushroom: WholeHushroom, taken: tuple[Callable[[Story], str], ...]
) -> None:
    with story_of(any_hushroom, taken) as story:
        stripe(story, f"/payment_intents/{story.ids['intent']}/expire", {})
        lapsed = until_payment(story, "CANCELLED")
        assert lapsed["failureReason"] == "The hold lapsed before the money was taken"
        called_off = until_session(story, "CANCELLED")
        assert called_off["cancellationReason"] == "The hold on the payment has lapsed"
        ask(story, "POST", f"/sessions/{story.ids['session']}/start", 400)
        for person in (story.seeker, story.companion):
            story.until(partial(emails, story, person), lambda found: len(found) == 1, "one letter")
        logs = story.admin.get("/admin/audit-logs?action=PAYMENT_LAPSED&limit=100")["logs"]
        assert [log["entityId"] for log in logs].count(story.ids["payment"]) == 1
        booking.book_session(story)
        booking.select_companion(story)


def emails(story: Story, person: Any) -> list[Any]:
    sent = story.require_mailbox().mails(person.email)
    return [email for email in sent if email["subject"] == "Your session is called off"]


def test_a_session_that_runs_when_its_hold_lapses_ends_unpaid_and_says_so(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, RUNNING) as story:
        stripe(story, f"/payment_intents/{story.ids['intent']}/expire", {})
        until_payment(story, "CANCELLED")
        assert session(story)["status"] == "IN_PROGRESS"
        meeting.end(story)
        assert summary(story)["captured"] == 0
        listed = story.admin.get("/admin/payments?status=CANCELLED&limit=100")["payments"]
        (lost,) = [one for one in listed if one["id"] == story.ids["payment"]]
        assert lost["failureReason"] == "The hold lapsed before the money was taken"


def test_a_cancelled_session_gives_the_seat_back(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, MATCHED) as story:
        cancel(story)
        booking.book_session(story)
        booking.select_companion(story)


def test_a_declined_card_leaves_the_session_matched_and_another_card_may_be_tried(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, MATCHED) as story:
        declined = authorize(story, "pm_card_chargeDeclinedInsufficientFunds", 400)
        assert declined["code"] == "payment.declined"
        assert "insufficient funds" in declined["message"].lower()
        assert session(story)["status"] == "MATCHED"
        assert authorize(story, "pm_card_visa")["status"] == "AUTHORIZED"
        assert session(story)["status"] == "PAYMENT_AUTHORIZED"
        attempts = [one["status"] for one in story.seeker.get("/payments") if one["sessionId"] == story.ids["session"]]
        assert sorted(attempts) == ["AUTHORIZED", "FAILED"]
        found = summary(story)
        assert (found["authorization_count"], found["held"]) == (1, 1667)


def test_a_card_that_wants_its_holder_is_authorized_only_by_the_notice(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, MATCHED) as story:
        waiting = authorize(story, "pm_card_authenticationRequired")
        assert (waiting["status"], bool(waiting["clientSecret"])) == ("PENDING", True)
        assert session(story)["status"] == "MATCHED"
        assert summary(story)["authorized"] == 0
        stripe(story, f"/payment_intents/{story.ids['intent']}/authenticate", {"outcome": "success"})
        until_payment(story, "AUTHORIZED")
        assert until_session(story, "PAYMENT_AUTHORIZED")["allowedActions"] == ["ready", "cancel"]
        assert summary(story)["held"] == 1667
        play(story, MEET + END)
        until_payment(story, "CAPTURED")
        found = summary(story)
        assert (found["authorization_count"], found["capture_count"], found["captured"]) == (1, 1, 1667)


def test_a_holder_who_does_not_confirm_may_use_another_card(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, MATCHED) as story:
        authorize(story, "pm_card_authenticationRequired")
        stripe(story, f"/payment_intents/{story.ids['intent']}/authenticate", {"outcome": "failure"})
        until_payment(story, "FAILED")
        assert session(story)["status"] == "MATCHED"
        assert authorize(story, "pm_card_visa")["status"] == "AUTHORIZED"
        found = summary(story)
        assert (found["authorization_count"], found["held"]) == (1, 1667)


@contextmanager
def no_notice_arrives(story: Story) -> Iterator[None]:
    stripe(story, "/faults", {"kind": "drop", "times": 100}, 201)
    try:
        yield
    finally:
        existing(story.books).wire.send("stripe", "DELETE", "/_sandbox/faults", status=200)


def test_a_payment_whose_notice_is_lost_is_found_by_those_who_read_it(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, MATCHED) as story, no_notice_arrives(story):
        authorize(story, "pm_card_authenticationRequired")
        stripe(story, f"/payment_intents/{story.ids['intent']}/authenticate", {"outcome": "success"})
        until_session(story, "PAYMENT_AUTHORIZED")
        assert payment(story)["status"] == "AUTHORIZED"


def test_a_holder_who_is_still_asked_may_use_another_card(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, MATCHED) as story:
        first = authorize(story, "pm_card_authenticationRequired")
        second = authorize(story, "pm_card_visa")
        assert (second["id"], second["status"]) == (first["id"], "AUTHORIZED")
        assert authorize(story, "pm_card_visa", 400)["code"] == "payment.already_paid"
        found = summary(story)
        assert (found["authorization_count"], found["held"]) == (1, 1667)


def time_to_pay_is_over(hushroom: WholeHushroom, story: Story) -> None:
    """Moves the session's payment deadline and its due rows into the past."""
    with psycopg.connect(hushroom.endpoints["databaseUrl"]) as rows:
        which = (story.ids["session"],)
        rows.execute("UPDATE sessions SET pay_by = now() - interval '1 second' WHERE id = %s", which)
        rows.execute(
            """
            UPDATE outbox SET due_at = now(), next_at = now()
            WHERE event = 'session.match_expiry_due' AND payload ->> 'session_id' = %s
            """,
            which,
        )


def test_an_unpaid_match_is_called_off_at_the_provider_and_gives_its_seat_back(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, MATCHED) as story:
        body = {"sessionId": story.ids["session"]}
        opened = ask(story, "POST", "/payments/authorize", 201, body)
        story.ids |= {"payment": opened["id"], "intent": opened["stripePaymentIntentId"]}
        time_to_pay_is_over(any_hushroom, story)
        cancelled = until_session(story, "CANCELLED")
        assert cancelled["cancellationReason"] == "Auto-cancelled: not paid in time"
        until_payment(story, "CANCELLED")
        assert summary(story)["held"] == 0
        booking.book_session(story)
        booking.select_companion(story)


def test_money_that_is_held_in_time_keeps_the_seat_though_nobody_was_told(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, MATCHED) as story, no_notice_arrives(story):
        authorize(story, "pm_card_authenticationRequired")
        stripe(story, f"/payment_intents/{story.ids['intent']}/authenticate", {"outcome": "success"})
        time_to_pay_is_over(any_hushroom, story)
        until_session(story, "PAYMENT_AUTHORIZED")
        assert summary(story)["held"] == 1667


def test_a_companion_who_ends_at_once_is_paid_for_no_more_than_that(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, RUNNING) as story:
        ask(story, "POST", f"/sessions/{story.ids['session']}/end", 201, by="companion")
        until_payment(story, "CANCELLED")
        found = summary(story)
        assert (found["captured"], found["capture_count"]) == (0, 0)


def test_a_companion_who_raises_the_price_after_the_choice_is_paid_what_was_agreed(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, MATCHED) as story:
        agreed = session(story)["agreedRate"]
        ask(story, "PATCH", "/companions/me", 200, {"baseRate": 900}, by="companion")
        assert authorize(story, "pm_card_visa")["amount"] == "16.67"
        assert session(story)["agreedRate"] == agreed


def refund(story: Story, status: int, **body: Any) -> Any:
    return ask(story, "POST", f"/payments/{story.ids['payment']}/refund", status, body, by="admin")


def test_refunds_in_parts_add_up_and_never_exceed_what_was_captured(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, ENDED) as story:
        until_payment(story, "CAPTURED")
        refund(story, 201, amount=5, reason="TECHNICAL_FAILURE")
        until_payment(story, "PARTIALLY_REFUNDED")
        refund(story, 400, amount=11.68)
        refund(story, 201, amount=6.67)
        story.until(lambda: payment(story), lambda found: found["refundAmount"] == "11.67", "11.67 refunded")
        refund(story, 201)
        done = until_payment(story, "REFUNDED")
        assert (done["refundAmount"], done["refundReason"]) == ("16.67", "TECHNICAL_FAILURE")
        refund(story, 400, amount=0.01)
        found = summary(story)
        assert (found["refunded"], found["refund_count"], found["captured"]) == (1667, 3, 1667)
        assert story.companion.get("/payments/companion/earnings")["totalEarnings"] == 0


def test_nobody_but_an_admin_gives_money_back(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, ENDED) as story:
        until_payment(story, "CAPTURED")
        for person in ("seeker", "companion"):
            ask(story, "POST", f"/payments/{story.ids['payment']}/refund", 403, {"amount": 1}, by=person)
        assert summary(story)["refunded"] == 0


@pytest.mark.parametrize(
    ("outcome", "status", "refunded", "taken_back", "earned"),
    [("won", "CAPTURED", None, 0, 11.67), ("lost", "REFUNDED", "16.67", 1667, 0)],
    ids=["won", "lost"],
)
def test_a_dispute_shows_on_the_session_and_ends_with_it(
    any_hushroom: WholeHushroom, outcome: str, status: str, refunded: str | None, taken_back: int, earned: float
) -> None:
    with story_of(any_hushroom, ENDED) as story:
        until_payment(story, "CAPTURED")
        dispute = stripe(story, f"/payment_intents/{story.ids['intent']}/dispute", {})
        until_payment(story, "DISPUTED")
        until_session(story, "DISPUTED")
        refund(story, 400)
        stripe(story, f"/disputes/{dispute['id']}/close", {"outcome": outcome})
        closed = until_payment(story, status)
        assert closed["refundAmount"] == refunded
        until_session(story, "COMPLETED")
        found = summary(story)
        assert (found["dispute_count"], found["disputed"]) == (1, taken_back)
        assert (found["capture_count"], found["captured"], found["refunded"]) == (1, 1667, 0)
        assert story.companion.get("/payments/companion/earnings")["totalEarnings"] == earned
