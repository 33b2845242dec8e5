"""The caller's own data: account recovery by email, and the complete data export."""

import re
from typing import Any

from hushroom_adapters.local.walkthrough import afterwards, booking, meeting, signing_up
from hushroom_adapters.local.walkthrough.story import Story
from tests.support.journeys import BOOKED, JOIN, MEET, PAY, ask, play, story_of, until_payment
from tests.support.whole_hushroom import WholeHushroom

NEW_PASSWORD = "Anew-Password-1"
CONTRACT = (
    booking.choose_template,
    booking.draw_up_contract,
    booking.select_companion,
    booking.accept_as_seeker,
    booking.accept_as_companion,
)
AFTER = (meeting.end, afterwards.rate_companion, afterwards.rate_seeker)


def reset_tokens(story: Story) -> list[Any]:
    """Returns the reset tokens of all emails, newest first."""
    emails = story.require_mailbox().mails(story.seeker.email)
    return [
        found.group(1)
        for email in emails
        if (found := re.search(r"/reset-password\S*[?&]token=([\w.~-]+)", email["text"]))
    ]


def log_in(story: Story, status: int, password: str) -> Any:
    return ask(story, "POST", "/auth/login", status, {"email": story.seeker.email, "password": password})


def test_a_forgotten_password_is_set_anew_by_the_letter_once_and_signs_everybody_out(
    any_hushroom: WholeHushroom,
) -> None:
    with story_of(any_hushroom, JOIN) as story:
        entered = log_in(story, 201, story.seeker.password)
        said = ask(story, "POST", "/auth/forgot-password", 201, {"email": story.seeker.email.upper()})
        stranger = ask(story, "POST", "/auth/forgot-password", 201, {"email": f"no-{story.seeker.email}"})
        assert said == stranger
        (token,) = story.until(lambda: reset_tokens(story), bool, "a letter with a link")
        ask(story, "POST", "/auth/reset-password", 400, {"token": token, "password": "weak"})
        ask(story, "POST", "/auth/reset-password", 201, {"token": token, "password": NEW_PASSWORD})
        ask(story, "POST", "/auth/reset-password", 400, {"token": token, "password": NEW_PASSWORD})
        ask(story, "POST", "/auth/refresh", 401, {"refreshToken": entered["refreshToken"]})
        log_in(story, 401, story.seeker.password)
        assert log_in(story, 201, NEW_PASSWORD)["user"]["email"] == story.seeker.email
        assert story.require_mailbox().mails(f"no-{story.seeker.email}") == []


def lived(story: Story) -> None:
    """Runs a session with every kind of stored trace."""
    play(story, (signing_up.publish_hours, *BOOKED[len(JOIN) :], *CONTRACT, *PAY, *MEET))
    play(story, AFTER)
    until_payment(story, "CAPTURED")


def test_an_export_holds_everything_that_is_kept_on_either_side(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, JOIN) as story:
        lived(story)
        reported = story.companion.get("/users/me")["id"]
        report = {"reportedUserId": reported, "reason": "Late", "description": "Ten minutes."}
        filed = story.seeker.post("/reports", report)["id"]
        languages = [{"language": "ar", "proficiency": "native", "isPreferred": True}]
        story.seeker.put("/users/me/languages", {"languages": languages})
        mine = ask(story, "POST", "/users/me/data-export", 200)
        theirs = ask(story, "POST", "/users/me/data-export", 200, by="companion")

        (one,) = mine["sessions"]
        assert (one["id"], one["goal"]["id"], one["contract"]["id"]) == tuple(
            story.ids[name] for name in ("session", "goal", "contract")
        )
        assert one["driftLogs"] == []
        assert [payment["id"] for payment in mine["payments"]] == [story.ids["payment"]]
        assert [row["language"] for row in mine["languagePreferences"]] == ["ar"]
        assert [row["id"] for row in mine["reportsMade"]] == [filed]
        assert scores(mine) == ([5], [4])
        assert acts(mine) >= {"USER_REGISTER", "SESSION_CREATE", "REPORT_CREATE", "DATA_EXPORT", *PAID}
        assert (mine["companionProfile"], mine["availability"]) == (None, [])
        assert [link["purpose"] for link in mine["linksSent"]] == ["VERIFY_EMAIL"]
        assert mine["signIns"]
        assert {"WELCOME", "BOOKING_CONFIRMATION"} <= {email["kind"] for email in mine["lettersSent"]}
        assert movements(mine) == [("SEEKER", "-" + mine["payments"][0]["capturedAmount"])]
        assert movements(theirs) == [("COMPANION", mine["payments"][0]["companionPayout"])]

        assert theirs["companionProfile"]["id"] == story.ids["companion"]
        assert len(theirs["availability"]) == len(signing_up.WEEKDAYS)
        assert [session["id"] for session in theirs["sessions"]] == [story.ids["session"]]
        assert scores(theirs) == ([4], [5])
        assert theirs["reportsMade"] == []
        assert filed not in str(theirs), "who complained is not told to the one complained of"
        assert story.seeker.email not in str(theirs)
        assert story.companion.email not in str(mine)


def scores(export: Any) -> tuple[list[Any], list[Any]]:
    given, received = export["ratingsGiven"], export["ratingsReceived"]
    return [one["overallScore"] for one in given], [one["overallScore"] for one in received]


def movements(export: Any) -> list[Any]:
    return [(entry["account"], entry["amount"]) for entry in export["ledgerEntries"]]


PAID = ("PAYMENT_AUTHORIZE", "PAYMENT_CAPTURE")


def acts(export: Any) -> set[Any]:
    return {entry["action"] for entry in export["auditLogs"]}
