"""Chapter two: the booking, the contract and the hold of the money."""

from decimal import Decimal

from hushroom_adapters.local.walkthrough.money import bill_of, meets, plain
from hushroom_adapters.local.walkthrough.people import Person
from hushroom_adapters.local.walkthrough.signing_up import HOURLY_RATE, wait_for_mails
from hushroom_adapters.local.walkthrough.story import Story
from hushroom_adapters.local.walkthrough.surprises import expect, member, require

MINUTES = 30
ROUNDING = 0.005


def book_session(story: Story) -> str:
    session = story.seeker.post("/sessions", {"type": "FOCUS", "plannedDuration": MINUTES})
    expect(session, status="PENDING_MATCH", type="FOCUS", plannedDuration=MINUTES, companionId=None)
    story.ids["session"] = member(session, "id")
    return "session PENDING_MATCH"


def set_goal(story: Story) -> str:
    goal = story.seeker.post(
        "/goals",
        {
            "sessionId": story.ids["session"],
            "title": "Finish the first draft",
            "description": "Write the last two pages of the report without looking anything up.",
            "successCriteria": ["Two more pages are written"],
            "keywords": [story.keyword],
        },
    )
    expect(goal, sessionId=story.ids["session"], isAchieved=None)
    story.ids["goal"] = member(goal, "id")
    return "a goal with one criterion"


def choose_template(story: Story) -> str:
    templates = story.seeker.get("/contracts/templates?sessionType=FOCUS")
    modes = sorted(member(template, "mode") for template in templates)
    require(modes == ["FLEXIBLE", "MODERATE", "STRICT"], "a template of each mode", f"{modes}")
    chosen = next(template for template in templates if template["mode"] == "MODERATE")
    story.ids["template"] = chosen["id"]
    return f"{chosen['name']}, {len(chosen['rules'])} rules"


def draw_up_contract(story: Story) -> str:
    body = {"sessionId": story.ids["session"], "templateId": story.ids["template"]}
    contract = story.seeker.post("/contracts", body)
    expect(contract, mode="MODERATE", acceptedByUser=False, acceptedByCompanion=False, acceptedAt=None)
    story.ids["contract"] = member(contract, "id")
    return "MODERATE, not accepted yet"


def find_companions(story: Story) -> str:
    body = {"sessionId": story.ids["session"], "expertiseTag": story.keyword, "maxPrice": 50, "onlineOnly": True}
    matches = story.seeker.post("/matching/find", body)
    found = [member(match, "companionId") for match in matches]
    require(found == [story.ids["companion"]], f"the companion {story.ids['companion']} alone", f"{found}")
    score, contributions = member(matches[0], "score"), member(matches[0], "contributions")
    total = sum(contributions.values())
    require(abs(total - score) < ROUNDING, f"contributions that add up to {score}", f"{contributions}")
    return f"1 match, score {score}"


def select_companion(story: Story) -> str:
    session = story.seeker.post(
        "/matching/select", {"sessionId": story.ids["session"], "companionId": story.ids["companion"]}
    )
    expect(session, status="MATCHED", companionId=story.ids["companion"])
    return "session MATCHED"


def read_booking_mails(story: Story) -> str:
    mailbox = story.require_mailbox()
    wait_for_mails(story, mailbox, story.seeker, 3)
    wait_for_mails(story, mailbox, story.companion, 4)
    return "a confirmation each"


def accept_as_seeker(story: Story) -> str:
    expect(_accept(story, story.seeker), acceptedByUser=True, acceptedByCompanion=False, acceptedAt=None)
    return "accepted by one"


def accept_as_companion(story: Story) -> str:
    contract = _accept(story, story.companion)
    expect(contract, acceptedByUser=True, acceptedByCompanion=True)
    require(member(contract, "acceptedAt") is not None, "acceptedAt", "null")
    return "accepted by both: frozen"


def _accept(story: Story, person: Person) -> dict[str, object]:
    answer: dict[str, object] = person.post(f"/contracts/{story.ids['contract']}/accept")
    return answer


def authorize_payment(story: Story) -> str:
    bill = bill_of(Decimal(str(HOURLY_RATE)), MINUTES)
    body = {"sessionId": story.ids["session"], "paymentMethodId": "pm_card_visa"}
    payment = story.seeker.post("/payments/authorize", body)
    expect(payment, status="AUTHORIZED", currency="EUR", capturedAt=None)
    meets(payment, bill)
    story.bill = bill
    story.ids |= {"payment": member(payment, "id"), "intent": member(payment, "stripePaymentIntentId")}
    return f"payment AUTHORIZED, {plain(bill.amount)} EUR held"


def see_session_paid(story: Story) -> str:
    session = story.seeker.get(f"/sessions/{story.ids['session']}")
    expect(session, status="PAYMENT_AUTHORIZED")
    return "session PAYMENT_AUTHORIZED"
