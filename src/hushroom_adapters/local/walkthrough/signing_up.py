"""Chapter one: the registration of a seeker and a companion, and the approval of the companion."""

from hushroom_adapters.local.walkthrough.people import Mailbox, Person
from hushroom_adapters.local.walkthrough.story import Story
from hushroom_adapters.local.walkthrough.surprises import expect, member, require

HOURLY_RATE = 33.33
WEEKDAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")


def ask_for_health(story: Story) -> str:
    expect(story.api.send("anyone", "GET", "/api/v1/health", status=200), status="ok")
    return "the server is up"


def register_seeker(story: Story) -> str:
    return _register(story.seeker)


def register_companion(story: Story) -> str:
    return _register(story.companion)


def _register(person: Person) -> str:
    answer = person.post(
        "/auth/register",
        {
            "email": person.email,
            "password": person.password,
            "firstName": person.name.title(),
            "dateOfBirth": "1990-05-17",
        },
    )
    expect(member(answer, "user"), email=person.email, role="USER", isActive=True)
    person.token = member(answer, "accessToken")
    return "a new USER, signed in"


def read_welcome_mails(story: Story) -> str:
    mailbox = story.require_mailbox()
    for person in (story.seeker, story.companion):
        wait_for_mails(story, mailbox, person, 2)
    return "a welcome and a link each"


def wait_for_mails(story: Story, mailbox: Mailbox, person: Person, count: int) -> None:
    """Waits until a person has `count` emails. Raises: Surprise, when there are fewer or more."""
    mails = story.until(lambda: mailbox.mails(person.email), lambda found: len(found) >= count, f"{count} mails")
    subjects = ", ".join(str(mail["subject"]) for mail in mails)
    require(len(mails) == count, f"{count} mails to the {person.name}", subjects)


def offer_companionship(story: Story) -> str:
    profile = story.companion.post(
        "/companions/register",
        {
            "baseRate": HOURLY_RATE,
            "bio": "Calm company for writing and other quiet work.",
            "expertiseTags": [story.keyword, "focus"],
            "driftEnforcement": "MODERATE",
        },
    )
    expect(profile, status="PENDING_REVIEW", type="STANDARD", baseRate=HOURLY_RATE, reputationScore=0)
    story.ids["companion"] = member(profile, "id")
    return "PENDING_REVIEW, now a COMPANION"


def sign_in_as_admin(story: Story) -> str:
    answer = story.admin.post("/auth/login", {"email": story.admin.email, "password": story.admin.password})
    expect(member(answer, "user"), role="ADMIN")
    story.admin.token = member(answer, "accessToken")
    return "signed in as ADMIN"


def approve_companion(story: Story) -> str:
    profile = story.admin.post(f"/admin/companions/{story.ids['companion']}/approve")
    expect(profile, id=story.ids["companion"], status="APPROVED")
    return "profile APPROVED"


def publish_hours(story: Story) -> str:
    slots = [
        {"dayOfWeek": day, "startTime": "09:00", "endTime": "17:00", "timezone": "Europe/Berlin"} for day in WEEKDAYS
    ]
    kept = story.companion.put("/availability/me", {"slots": slots})
    require(len(kept) == len(slots), f"{len(slots)} slots", f"{len(kept)}")
    return f"{len(slots)} slots a week"


def go_online(story: Story) -> str:
    expect(story.companion.patch("/companions/me/online", {"isOnline": True}), isOnline=True)
    return "companion online"
