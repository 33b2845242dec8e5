"""One valid request for each route that reads a body; the invalid requests are derived from it."""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import define, frozen

from tests.integration.http.routes import Route
from tests.integration.http.world import PASSWORD, Person, World, goal_body


@define
class Scene:
    """The people and objects that a valid request needs."""

    world: World
    seeker: Person
    companion: Person
    admin: Person
    booked: str
    matched: str
    payment: str
    goal: str
    contract: str
    report: str


@frozen
class Row:
    """A valid request: the caller, the path with its ids, and the body."""

    by: Callable[[Scene], Person | None]
    body: Callable[[Scene], dict[str, Any]]


def seeker(scene: Scene) -> Person:
    return scene.seeker


def companion(scene: Scene) -> Person:
    return scene.companion


def admin(scene: Scene) -> Person:
    return scene.admin


def nobody(_: Scene) -> None:
    return None


def nothing(_: Scene) -> dict[str, Any]:
    return {}


def always(**body: Any) -> Callable[[Scene], dict[str, Any]]:
    return lambda _: dict(body)


SLOT = {"dayOfWeek": "MONDAY", "startTime": "09:00", "endTime": "17:00", "timezone": "UTC", "isRecurring": True}

TABLE: Mapping[Route, Row] = {
    ("POST", "/auth/register"): Row(
        nobody, always(email="new@example.com", password=PASSWORD, dateOfBirth="1990-05-17", firstName="N")
    ),
    ("POST", "/auth/login"): Row(nobody, lambda scene: {"email": scene.seeker.email, "password": PASSWORD}),
    ("POST", "/auth/refresh"): Row(nobody, lambda scene: {"refreshToken": scene.seeker.refresh_token}),
    ("POST", "/auth/logout"): Row(nobody, lambda scene: {"refreshToken": scene.seeker.refresh_token}),
    ("POST", "/auth/verify-email"): Row(nobody, always(token="no-such-token")),
    ("POST", "/auth/forgot-password"): Row(nobody, lambda scene: {"email": scene.seeker.email}),
    ("POST", "/auth/reset-password"): Row(
        nobody, always(token="no-such-token", password=PASSWORD, newPassword=PASSWORD)
    ),
    ("POST", "/auth/change-password"): Row(seeker, always(currentPassword=PASSWORD, newPassword=f"{PASSWORD}!")),
    ("POST", "/auth/verify-age"): Row(seeker, always(dateOfBirth="1990-05-17")),
    ("POST", "/users/me/data-export"): Row(seeker, nothing),
    ("PATCH", "/users/me"): Row(
        seeker,
        always(
            firstName="Ada",
            lastName=None,
            displayName="A.",
            avatarUrl="https://example.com/a.png",
            preferredLanguage="fr",
            timezone="Europe/Paris",
        ),
    ),
    ("PUT", "/users/me/languages"): Row(
        seeker, always(languages=[{"language": "en", "proficiency": "native", "isPreferred": True}])
    ),
    ("POST", "/companions/register"): Row(
        seeker, always(baseRate=30.5, bio="Hello", expertiseTags=["focus"], driftEnforcement="STRICT")
    ),
    ("PATCH", "/companions/me"): Row(
        companion,
        always(bio="Hi", baseRate=31, expertiseTags=["a"], driftEnforcement="FLEXIBLE", maxConcurrent=2),
    ),
    ("PATCH", "/companions/me/online"): Row(companion, always(isOnline=True)),
    ("PUT", "/availability/me"): Row(companion, always(slots=[SLOT])),
    ("POST", "/availability/me/block"): Row(companion, always(date="2026-03-09", startTime="09:00", endTime="10:00")),
    ("POST", "/sessions"): Row(seeker, always(type="PLANNING", plannedDuration=45, scheduledAt="2026-03-09T09:00:00Z")),
    **{
        ("POST", f"/sessions/{{session_id}}/{step}"): Row(seeker, always(reason="Because"))
        for step in ("ready", "start", "pause", "resume", "end", "cancel")
    },
    ("POST", "/goals"): Row(seeker, lambda scene: goal_body(scene.matched)),
    ("PATCH", "/goals/{goal_id}"): Row(seeker, always(isAchieved=True, achievementNote="Done")),
    ("POST", "/contracts"): Row(
        seeker,
        lambda scene: {
            "sessionId": scene.matched,
            "templateId": None,
            "mode": "STRICT",
            "rules": ["Be kind", {"type": "quiet", "maxMinutes": 5, "description": "Hush", "topics": ["work"]}],
        },
    ),
    ("PATCH", "/contracts/{contract_id}"): Row(seeker, always(mode="FLEXIBLE", rules=["Be kinder"])),
    ("POST", "/contracts/{contract_id}/accept"): Row(seeker, nothing),
    ("POST", "/matching/find"): Row(
        seeker,
        lambda scene: {
            "sessionId": scene.booked,
            "language": "en",
            "expertiseTag": "focus",
            "maxPrice": 50.25,
            "onlineOnly": True,
        },
    ),
    ("POST", "/matching/select"): Row(
        seeker, lambda scene: {"sessionId": scene.booked, "companionId": scene.companion.companion_id}
    ),
    ("POST", "/payments/authorize"): Row(
        seeker, lambda scene: {"sessionId": scene.matched, "paymentMethodId": "pm_card_visa"}
    ),
    ("POST", "/payments/capture/{payment_id}"): Row(companion, nothing),
    ("POST", "/payments/{payment_id}/refund"): Row(admin, always(amount=7.5, reason="ADMIN_OVERRIDE")),
    ("POST", "/payments/companion/onboard"): Row(companion, nothing),
    ("POST", "/media/rooms/{session_id}"): Row(seeker, nothing),
    ("POST", "/reports"): Row(
        seeker,
        lambda scene: {
            "reportedUserId": scene.companion.id,
            "sessionId": scene.matched,
            "reason": "Rude",
            "description": "They shouted.",
        },
    ),
    ("PATCH", "/admin/users/{user_id}"): Row(admin, always(isActive=True, role="COMPANION")),
    ("POST", "/admin/reports/{report_id}/resolve"): Row(admin, always(adminNotes="Both were heard")),
    ("POST", "/admin/reports/{report_id}/dismiss"): Row(admin, always(adminNotes="Nothing happened")),
    ("POST", "/ratings"): Row(
        seeker,
        lambda scene: {
            "sessionId": scene.matched,
            "overallScore": 5,
            "goalAchievement": 4,
            "presenceQuality": 3,
            "contractAdherence": 2,
            "communication": 1,
            "comment": "Good",
            "isPublic": False,
        },
    ),
    ("POST", "/admin/companions/{companion_id}/approve"): Row(admin, nothing),
    ("POST", "/admin/companions/{companion_id}/suspend"): Row(admin, nothing),
}
