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
    left: Person
    booked: str
    matched: str
    payment: str
    goal: str
    contract: str
    report: str
    recovery: str
    notification: str
    answer: dict[str, str]
    link: dict[str, str]
    account_to_prove: str
    account_to_open: str
    passkey: str
    made_passkey: dict[str, Any]
    signature: dict[str, Any]


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

_PART = {"clientDataJSON": "eyJ9", "transports": ["internal"]}
ATTESTATION = {"id": "Zt5x", "type": "public-key", "response": {**_PART, "attestationObject": "o2Nm"}}
ASSERTION = {
    "id": "Zt5x",
    "type": "public-key",
    "response": {**_PART, "authenticatorData": "SZYN", "signature": "MEUC", "userHandle": "AZmh"},
}
"""Answers of authenticators in their form, to no challenge."""

SUBSCRIPTION = {"endpoint": "https://push.example.com/a", "keys": {"p256dh": "B" + "a" * 86, "auth": "a" * 22}}

TABLE: Mapping[Route, Row] = {
    ("POST", "/auth/register"): Row(
        nobody, always(email="new@example.com", password=PASSWORD, dateOfBirth="1990-05-17", firstName="N")
    ),
    ("POST", "/auth/login"): Row(nobody, lambda scene: {"email": scene.seeker.email, "password": PASSWORD}),
    ("POST", "/auth/second-factor"): Row(nobody, always(challenge="no-such-challenge", code="123456")),
    ("POST", "/auth/second-factor/enrol"): Row(nobody, always(challenge="no-such-challenge")),
    ("POST", "/auth/second-factor/enrol/confirm"): Row(nobody, always(challenge="no-such-challenge", code="123456")),
    ("POST", "/auth/second-factor/recovery"): Row(nobody, always(challenge="no-such-challenge")),
    ("POST", "/auth/second-factor/recovery/stop"): Row(nobody, always(token="no-such-token")),
    ("POST", "/auth/step-up"): Row(seeker, always(code="123456")),
    ("POST", "/users/me/factors/totp/confirm"): Row(seeker, always(code="123456")),
    ("POST", "/auth/reactivate"): Row(nobody, lambda scene: {"email": scene.left.email, "password": PASSWORD}),
    ("POST", "/auth/reactivate/link"): Row(nobody, always(token="no-such-token")),
    ("POST", "/auth/refresh"): Row(nobody, lambda scene: {"refreshToken": scene.seeker.refresh_token}),
    ("POST", "/auth/logout"): Row(nobody, lambda scene: {"refreshToken": scene.seeker.refresh_token}),
    ("POST", "/auth/verify-email"): Row(nobody, always(token="no-such-token")),
    ("POST", "/auth/forgot-password"): Row(nobody, lambda scene: {"email": scene.seeker.email}),
    ("POST", "/auth/reset-password"): Row(
        nobody, always(token="no-such-token", password=PASSWORD, newPassword=PASSWORD)
    ),
    ("POST", "/auth/confirm-email-change"): Row(nobody, always(token="no-such-token")),
    ("POST", "/auth/undo-email-change"): Row(nobody, always(token="no-such-token")),
    ("POST", "/users/me/email-change"): Row(seeker, always(email="fresh@example.com", password=PASSWORD)),
    ("POST", "/auth/change-password"): Row(seeker, always(currentPassword=PASSWORD, newPassword=f"{PASSWORD}!")),
    ("POST", "/auth/password-strength"): Row(
        nobody,
        always(
            password=PASSWORD,
            email="a@example.com",
            firstName="Ada",
            lastName=None,
            displayName="Ada B.",
            language="fr",
        ),
    ),
    ("POST", "/auth/providers/{provider_id}/finish"): Row(
        nobody, lambda scene: {**scene.answer, "iss": "", "error": "", "user": "", "deviceToken": None}
    ),
    ("POST", "/auth/providers/prove-account"): Row(
        nobody, lambda scene: {"attempt": scene.account_to_prove, "password": PASSWORD}
    ),
    ("POST", "/auth/providers/register"): Row(
        nobody,
        lambda scene: {
            "attempt": scene.account_to_open,
            "dateOfBirth": "1990-05-17",
            "email": "n@example.com",
            "firstName": "N",
            "lastName": None,
        },
    ),
    ("POST", "/users/me/identities/begin"): Row(seeker, always(provider="example")),
    ("POST", "/users/me/identities/finish"): Row(
        seeker, lambda scene: {"provider": "example", **scene.link, "iss": "", "error": "", "user": ""}
    ),
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
    ("POST", "/users/me/passkeys/begin"): Row(seeker, always(currentPassword=None)),
    ("POST", "/users/me/passkeys"): Row(seeker, lambda scene: {"name": "Phone", "credential": scene.made_passkey}),
    ("PATCH", "/users/me/passkeys/{passkey_id}"): Row(seeker, always(name="Desk")),
    ("POST", "/auth/passkey/begin"): Row(nobody, nothing),
    ("POST", "/auth/passkey/finish"): Row(nobody, lambda scene: {"credential": scene.signature, "deviceToken": None}),
    ("PUT", "/users/me/push-subscriptions"): Row(seeker, always(**SUBSCRIPTION, expirationTime=None)),
    ("DELETE", "/users/me/push-subscriptions"): Row(seeker, always(endpoint=SUBSCRIPTION["endpoint"])),
    ("POST", "/notifications/read"): Row(seeker, always(until="2026-03-02T09:00:00Z")),
    ("POST", "/notifications/{notification_id}/read"): Row(companion, nothing),
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
    ("POST", "/payments/checkout"): Row(seeker, lambda scene: {"sessionId": scene.matched, "language": "fr"}),
    ("POST", "/payments/capture/{payment_id}"): Row(companion, nothing),
    ("POST", "/payments/{payment_id}/refund"): Row(admin, always(amount=7.5, reason="ADMIN_OVERRIDE")),
    ("POST", "/users/me/identity-verification"): Row(seeker, nothing),
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
    ("POST", "/admin/factor-recoveries/{recovery_id}/approve"): Row(admin, nothing),
    ("POST", "/admin/companions/{companion_id}/approve"): Row(admin, nothing),
    ("POST", "/admin/companions/{companion_id}/suspend"): Row(admin, nothing),
    ("POST", "/admin/companions/{companion_id}/reactivate"): Row(admin, nothing),
}
