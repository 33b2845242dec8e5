"""Suspended, reported, deleted and absent users: the others keep their money, sessions and history."""

from collections.abc import Callable
from typing import Any

import pytest

from hushroom_adapters.local.walkthrough import afterwards, meeting, signing_up
from hushroom_adapters.local.walkthrough.people import Person
from hushroom_adapters.local.walkthrough.story import Story
from tests.support.journeys import (
    BOOKED,
    END,
    ENDED,
    JOIN,
    LIFE,
    MATCHED,
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

REPORTERS = 3


def suspend(story: Story) -> Any:
    return story.admin.post(f"/admin/companions/{story.ids['companion']}/suspend")


@pytest.mark.parametrize(
    "taken", [PAID, (*PAID, meeting.seeker_is_ready, meeting.companion_is_ready)], ids=["paid", "both-ready"]
)
def test_suspending_a_companion_before_the_session_calls_it_off_and_releases_the_hold_once(
    any_hushroom: WholeHushroom, taken: tuple[Callable[[Story], str], ...]
) -> None:
    with story_of(any_hushroom, taken) as story:
        assert suspend(story)["status"] == "SUSPENDED"
        cancelled = until_session(story, "CANCELLED")
        assert cancelled["cancellationReason"] == "The companion is no longer available"
        assert cancelled["allowedActions"] == []
        until_payment(story, "CANCELLED")
        found = until_summary(story, held=0)
        assert (found["release_count"], found["released"], found["captured"]) == (1, 1667, 0)


def test_a_suspended_companion_is_not_to_be_found_nor_chosen_again(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, MATCHED) as story:
        suspend(story)
        until_session(story, "CANCELLED")
        ask(story, "GET", f"/companions/{story.ids['companion']}", 404)
        wanted = story.seeker.post("/sessions", {"type": "FOCUS", "plannedDuration": 30})["id"]
        assert story.seeker.post("/matching/find", {"sessionId": wanted, "expertiseTag": story.keyword}) == []
        choice = {"sessionId": wanted, "companionId": story.ids["companion"]}
        ask(story, "POST", "/matching/select", 400, choice)


def test_a_session_in_progress_goes_on_when_its_companion_is_suspended_and_is_captured(
    any_hushroom: WholeHushroom,
) -> None:
    with story_of(any_hushroom, RUNNING) as story:
        suspend(story)
        until_letters(story, story.companion, "on hold")
        assert session(story)["status"] == "IN_PROGRESS"
        play(story, (meeting.pause, meeting.resume, *END))
        until_payment(story, "CAPTURED")
        found = summary(story)
        assert (found["capture_count"], found["captured"], found["release_count"]) == (1, 1667, 0)


def test_when_the_companion_did_not_show_up_an_admin_gives_all_of_it_back(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, ENDED) as story:
        until_payment(story, "CAPTURED")
        story.admin.post(f"/payments/{story.ids['payment']}/refund", {"reason": "COMPANION_NO_SHOW"})
        done = until_payment(story, "REFUNDED")
        assert (done["refundAmount"], done["refundReason"]) == ("16.67", "COMPANION_NO_SHOW")
        found = summary(story)
        assert (found["refund_count"], found["refunded"], found["captured"]) == (1, 1667, 1667)
        assert story.companion.get("/payments/companion/earnings")["totalEarnings"] == 0


def remembered(
    story: Story, who: str
) -> tuple[tuple[Any, Any, Any, Any], list[tuple[Any, Any, Any]], tuple[Any, Any, Any]]:
    """Returns the history that this person sees."""
    person = getattr(story, who)
    one = person.get(f"/sessions/{story.ids['session']}")
    ratings = person.get(f"/ratings/session/{story.ids['session']}")
    bill = person.get(f"/payments/{story.ids['payment']}")
    return (
        (one["status"], one["companionId"], one["durationMinutes"], one["endedAt"]),
        sorted((rating["raterId"], rating["overallScore"], rating["comment"]) for rating in ratings),
        (bill["status"], bill["amount"], bill["capturedAt"]),
    )


@pytest.mark.parametrize(("gone", "left"), [("companion", "seeker"), ("seeker", "companion")])
def test_the_past_partner_of_somebody_who_left_still_sees_the_same_history(
    any_hushroom: WholeHushroom, gone: str, left: str
) -> None:
    with story_of(any_hushroom, ENDED) as story:
        until_payment(story, "CAPTURED")
        play(story, (afterwards.rate_companion, afterwards.rate_seeker))
        before = remembered(story, left)
        assert [score for _, score, _ in before[1]].count(5) == 1
        said = ask(story, "DELETE", "/users/me", 200, by=gone)
        assert said["message"] == "Account deleted successfully"
        ask(story, "GET", "/users/me", 401, by=gone)
        assert remembered(story, left) == before
        listed = getattr(story, left).get("/sessions?role=companion" if left == "companion" else "/sessions")
        assert [one["id"] for one in listed] == [story.ids["session"]]


def until_letters(story: Story, person: Person, word: str) -> list[dict[str, Any]]:
    """Waits for an email to this person with this word in the subject, and returns all of them."""
    box = story.require_mailbox()
    return story.until(
        lambda: [mail for mail in box.mails(person.email) if word in mail["subject"].lower()], bool, f"a {word} letter"
    )


def joins(story: Story, number: int) -> str:
    """Replaces the seeker by another one."""
    story.seeker.email = f"reporter-{number}-{story.seeker.email}"
    signing_up.register_seeker(story)
    return story.seeker.token


def test_the_third_reporter_who_met_a_companion_and_no_report_before_puts_it_on_hold(
    any_hushroom: WholeHushroom,
) -> None:
    with story_of(any_hushroom, JOIN) as story:
        partners = []
        for number in range(REPORTERS):
            partners.append(joins(story, number))
            play(story, LIFE[len(JOIN) :])
        waiting = joins(story, REPORTERS)
        play(story, PAID[len(JOIN) :])
        reported = story.companion.get("/users/me")["id"]
        report = {"reportedUserId": reported, "reason": "Rude", "description": "Talked through the whole hour."}
        for story.seeker.token in (waiting, *partners):
            ask(story, "GET", "/users/me", 200, by="companion")
            ask(story, "POST", "/reports", 201, report)
        ask(story, "GET", "/users/me", 401, by="companion")
        credentials = {"email": story.companion.email, "password": story.companion.password}
        ask(story, "POST", "/auth/login", 401, credentials, by="companion")
        ask(story, "GET", f"/companions/{story.ids['companion']}", 404)
        until_letters(story, story.companion, "on hold")
        until_letters(story, story.admin, "reported")
        story.seeker.token = waiting
        until_session(story, "CANCELLED")
        until_payment(story, "CANCELLED")
        assert until_summary(story, held=0)["release_count"] == 1


def test_reports_of_strangers_never_put_anybody_on_hold(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, JOIN) as story:
        reported = story.companion.get("/users/me")["id"]
        report = {"reportedUserId": reported, "reason": "Rude", "description": "I never met them."}
        for number in range(REPORTERS + 1):
            joins(story, number)
            ask(story, "POST", "/reports", 201, report)
            ask(story, "POST", "/reports", 400, report)
        ask(story, "GET", "/users/me", 200, by="companion")
        ask(story, "POST", "/reports", 400, report, by="companion")


def test_a_payment_that_was_released_has_nothing_to_give_back(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, PAID) as story:
        suspend(story)
        until_payment(story, "CANCELLED")
        ask(story, "POST", f"/payments/{story.ids['payment']}/refund", 400, {"reason": "COMPANION_NO_SHOW"}, by="admin")
        assert (payment(story)["refundAmount"], summary(story)["refunded"]) == (None, 0)


def test_suspending_leaves_what_is_not_the_companions_alone(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, BOOKED) as story:
        suspend(story)
        until_letters(story, story.companion, "on hold")
        assert session(story)["status"] == "PENDING_MATCH"
