"""Chapter four: the capture, the ratings and the earnings."""

from decimal import Decimal
from typing import Any

from hushroom_adapters.local.walkthrough.money import Bill, meets, plain
from hushroom_adapters.local.walkthrough.people import Person
from hushroom_adapters.local.walkthrough.signing_up import wait_for_mails
from hushroom_adapters.local.walkthrough.story import Story
from hushroom_adapters.local.walkthrough.surprises import Skipped, Surprise, expect, member, require

FIRST_FIVE_STARS = 0.25
"""The reputation after one rating of five stars: 5 x 1/20, because 20 ratings count in full."""


def wait_for_capture(story: Story) -> str:
    payment = story.until(
        lambda: story.seeker.get(f"/payments/{story.ids['payment']}"),
        lambda found: bool(member(found, "status") != "AUTHORIZED"),
        "payment CAPTURED",
    )
    expect(payment, status="CAPTURED", sessionId=story.ids["session"])
    meets(payment, _bill(story))
    return f"payment CAPTURED, {plain(_bill(story).amount)} EUR taken"


def judge_goal(story: Story) -> str:
    body = {"isAchieved": True, "achievementNote": "Both pages are there."}
    expect(story.seeker.patch(f"/goals/{story.ids['goal']}", body), isAchieved=True)
    return "goal achieved"


def rate_companion(story: Story) -> str:
    scores = {"goalAchievement": 5, "presenceQuality": 5, "contractAdherence": 5, "communication": 5}
    return _rate(story, story.seeker, overallScore=5, comment="Calm and attentive.", isPublic=True, **scores)


def rate_seeker(story: Story) -> str:
    return _rate(story, story.companion, overallScore=4)


def _rate(story: Story, person: Person, **scores: Any) -> str:
    rating = person.post("/ratings", {"sessionId": story.ids["session"], "isPublic": True, **scores})
    expect(rating, sessionId=story.ids["session"], overallScore=scores["overallScore"])
    return f"{scores['overallScore']} of 5"


def see_reputation(story: Story) -> str:
    profile = story.until(
        lambda: story.seeker.get(f"/companions/{story.ids['companion']}"),
        lambda found: bool(member(found, "reputationScore") and member(found, "successRate")),
        "a reputation that moves",
    )
    expect(profile, reputationScore=FIRST_FIVE_STARS, averageRating=5, totalSessions=1, successRate=100)
    return f"reputation 0 to {FIRST_FIVE_STARS}, 1 session"


def read_completion_mails(story: Story) -> str:
    mailbox = story.require_mailbox()
    wait_for_mails(story, mailbox, story.seeker, 4)
    wait_for_mails(story, mailbox, story.companion, 5)
    return "a summary each"


def see_earnings(story: Story) -> str:
    earnings = story.companion.get("/payments/companion/earnings")
    came = Decimal(str(member(earnings, "totalEarnings")))
    require(came == _bill(story).share, f"totalEarnings = {plain(_bill(story).share)}", f"{came}")
    return f"{plain(came)} EUR earned"


def compare_with_stripe(story: Story) -> str:
    if story.books is None:
        raise Skipped("its books are not known here")
    cents = _bill(story).cents
    summary = story.books.of_intent(story.ids["intent"])
    expect(summary, authorized=cents, captured=cents, capture_count=1, held=0, released=0, refunded=0)
    return f"{cents} cents captured, once: agrees"


def _bill(story: Story) -> Bill:
    if story.bill is None:
        raise Surprise("a bill", "none: no payment was authorized")
    return story.bill
