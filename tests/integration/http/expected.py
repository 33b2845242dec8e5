"""The expected responses of API v1, key by key, on which clients of the first version rely."""

import re
from datetime import timedelta
from typing import Any

from tests.integration.http.world import Person, World, goal_body


class TextMatching:
    """Equals every text that matches the whole pattern."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and re.fullmatch(self.pattern, other) is not None

    def __repr__(self) -> str:
        return f"<{self.pattern}>"

    __hash__ = None  # type: ignore[assignment] # it equals many


ID = TextMatching(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


TIME = TextMatching(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


NOW = "2026-03-02T09:00:00.000Z"


TEXT = TextMatching(r"(?s).+")


def user(name: str, **changes: Any) -> dict[str, Any]:
    usual = {
        "id": ID,
        "email": f"{name}@example.com",
        "firstName": name.title(),
        "lastName": None,
        "displayName": None,
        "dateOfBirth": "1990-05-17T00:00:00.000Z",
        "role": "USER",
        "isEmailVerified": False,
        "isAgeVerified": True,
        "avatarUrl": None,
        "preferredLanguage": "en",
        "timezone": "UTC",
        "isActive": True,
        "deletedAt": None,
        "createdAt": NOW,
        "updatedAt": NOW,
    }
    return {**usual, **changes}


def public(companion: Person, **changes: Any) -> dict[str, Any]:
    usual = {
        "id": companion.companion_id,
        "type": "STANDARD",
        "bio": "I am cleo",
        "baseRate": 30.5,
        "expertPremium": None,
        "expertiseTags": ["writing", "focus"],
        "totalSessions": 0,
        "successRate": 0,
        "averageRating": 0,
        "reputationScore": 0,
        "driftEnforcement": "MODERATE",
        "isOnline": False,
        "displayName": None,
        "avatarUrl": None,
        "languages": [],
    }
    return {**usual, **changes}


IN_STRINGS = {
    "baseRate": "30.5",
    "expertPremium": None,
    "successRate": "0",
    "averageRating": "0",
    "reputationScore": "0",
}


def owned(companion: Person, **changes: Any) -> dict[str, Any]:
    usual = {
        "userId": companion.id,
        "status": "PENDING_REVIEW",
        "certifications": [],
        "identityVerified": False,
        "stripeConnectAccountId": None,
        "payoutsEnabled": False,
        "chargesEnabled": False,
        "maxConcurrent": 1,
        "lastActiveAt": None,
        "createdAt": NOW,
        "updatedAt": NOW,
    }
    return {**usual, **changes}


def behind(name: str) -> dict[str, Any]:
    keys = (
        "id", "email", "firstName", "lastName", "displayName", "avatarUrl", "preferredLanguage", "timezone", "role",
        "isEmailVerified", "isAgeVerified",
    )  # fmt: skip
    whole = user(name, role="COMPANION")
    return {key: whole[key] for key in keys}


def nested(companion: Person, **changes: Any) -> dict[str, Any]:
    usual = {
        **public(companion, **IN_STRINGS),
        **owned(companion, status="APPROVED"),
        "user": person(companion),
    }
    return {**usual, **changes}


def person(one: Person, **changes: Any) -> dict[str, Any]:
    return {"id": one.id, "displayName": None, "avatarUrl": None, **changes}


def contact(one: Person) -> dict[str, Any]:
    return person(one, email=one.email)


def rule(words: str, **changes: Any) -> dict[str, Any]:
    return {"type": "custom", "description": words, "maxMinutes": None, "topics": [], **changes}


def session(seeker: Person, **changes: Any) -> dict[str, Any]:
    usual = {
        "id": ID,
        "userId": seeker.id,
        "companionId": None,
        "type": "FOCUS",
        "status": "PENDING_MATCH",
        "scheduledAt": None,
        "startedAt": None,
        "endedAt": None,
        "durationMinutes": None,
        "plannedDuration": 30,
        "livekitRoomName": None,
        "metadata": None,
        "cancellationReason": None,
        "agreedRate": "30.5" if changes.get("companionId") else None,
        "createdAt": NOW,
        "updatedAt": NOW,
    }
    return {**usual, **changes}


def goal(session_id: str, **changes: Any) -> dict[str, Any]:
    usual = {
        **goal_body(session_id),
        "id": ID,
        "isAchieved": None,
        "achievementNote": None,
        "createdAt": NOW,
        "updatedAt": NOW,
    }
    return {**usual, **changes}


def contract(session_id: str, **changes: Any) -> dict[str, Any]:
    usual = {
        "id": ID,
        "sessionId": session_id,
        "templateId": None,
        "mode": "MODERATE",
        "rules": [],
        "acceptedByUser": False,
        "acceptedByCompanion": False,
        "acceptedAt": None,
        "createdAt": NOW,
        "updatedAt": NOW,
    }
    return {**usual, **changes}


def payment(session_id: str, payer: Person, **changes: Any) -> dict[str, Any]:
    """Returns the payment of half an hour at 30.50 an hour with a STANDARD companion."""
    usual = {
        "id": ID,
        "sessionId": session_id,
        "userId": payer.id,
        "stripePaymentIntentId": TEXT,
        "stripeCustomerId": None,
        "amount": "15.25",
        "companionPayout": "10.67",
        "platformFee": "4.58",
        "commissionRate": "0.3",
        "currency": "EUR",
        "status": "AUTHORIZED",
        "authorizedAt": NOW,
        "capturedAt": None,
        "refundedAt": None,
        "refundAmount": None,
        "refundReason": None,
        "failureReason": None,
        "metadata": None,
        "createdAt": NOW,
        "updatedAt": NOW,
    }
    return {**usual, **changes}


def advance(world: World, **span: float) -> None:
    world.clock.advance(timedelta(**span))
