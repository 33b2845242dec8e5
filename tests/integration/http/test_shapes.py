"""The answers of API v1, key by key: what clients that were written against the first version rely on."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.integration.http.world import NOWHERE, PASSWORD, SIGNATURE, Person, World, goal_body


class Like:
    """Equals every text that matches the whole pattern."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and re.fullmatch(self.pattern, other) is not None

    def __repr__(self) -> str:
        return f"<{self.pattern}>"

    __hash__ = None  # type: ignore[assignment] # it equals many


ID = Like(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME = Like(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
NOW = "2026-03-02T09:00:00.000Z"
TEXT = Like(r"(?s).+")


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
        "expertPremium": 0,
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
    "expertPremium": "0",
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
    return public(
        companion, **IN_STRINGS, userId=companion.id, status="APPROVED", stripeConnectAccountId=None, **changes
    )


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
        "createdAt": NOW,
        "updatedAt": NOW,
    }
    return {**usual, **changes}


def goal(session_id: str, **changes: Any) -> dict[str, Any]:
    usual = {
        **goal_body(session_id),
        "id": ID,
        "isAchieved": False,
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
    """Half an hour at 30.50 an hour with a STANDARD companion."""
    usual = {
        "id": ID,
        "sessionId": session_id,
        "userId": payer.id,
        "stripePaymentIntentId": TEXT,
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


async def test_registering_signing_in_refreshing_and_signing_out(either_world: World):
    world = either_world
    body = {"email": "Ada@Example.com", "password": PASSWORD, "dateOfBirth": "1990-05-17", "firstName": " Ada "}
    registered = await world.post("/auth/register", body=body)
    assert registered == {
        "user": user("ada", email="Ada@Example.com"),
        "accessToken": TEXT,
        "refreshToken": TEXT,
    }
    credentials = {"email": "ada@EXAMPLE.com", "password": PASSWORD}
    assert (await world.post("/auth/login", body=credentials)).keys() == registered.keys()
    refreshed = await world.post("/auth/refresh", body={"refreshToken": registered["refreshToken"]})
    assert refreshed == {"accessToken": TEXT, "refreshToken": TEXT}
    again = await world.ask("POST", "/auth/refresh", json={"refreshToken": registered["refreshToken"]})
    assert (again.status_code, again.json()["code"]) == (401, "auth.refresh.just_rotated")
    left = await world.post("/auth/logout", body={"refreshToken": refreshed["refreshToken"]})
    assert left == {"message": "Logged out successfully"}
    dead = await world.ask("POST", "/auth/refresh", json={"refreshToken": refreshed["refreshToken"]})
    assert (dead.status_code, dead.json()["code"]) == (401, "auth.refresh.invalid")


@pytest.mark.parametrize("born", ["1990-05-17", "1990-05-17T00:00:00.000Z", "1990-05-17T00:00:00Z"])
async def test_a_date_may_be_written_as_its_midnight(either_world: World, born: str):
    world = either_world
    body = {"email": "ada@example.com", "password": PASSWORD, "dateOfBirth": born}
    assert (await world.post("/auth/register", body=body))["user"]["dateOfBirth"] == "1990-05-17T00:00:00.000Z"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"dateOfBirth": "2010-01-01"}, 403, "auth.too_young"),
        ({"email": "ADA@example.com"}, 409, "auth.email_taken"),
        ({"dateOfBirth": "2030-01-01"}, 400, "invalid"),
        ({"dateOfBirth": "1990-02-30"}, 400, "request.invalid"),
        ({"password": "password1"}, 400, "request.invalid"),
    ],
)
async def test_registrations_that_are_refused(either_world: World, change: dict[str, str], status: int, code: str):
    world = either_world
    await world.join("ada")
    body = {"email": "bo@example.com", "password": PASSWORD, "dateOfBirth": "1990-05-17", **change}
    answer = await world.ask("POST", "/auth/register", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(either_world: World):
    world = either_world
    await world.join("ada")
    answers = [
        (await world.ask("POST", "/auth/login", json={"email": email, "password": "Wrong123!"})).json()
        for email in ("ada@example.com", "nobody@example.com", "no address")
    ]
    told = [(answer["statusCode"], answer["message"], answer["code"]) for answer in answers]
    assert told == [(401, "Invalid email or password", "auth.wrong_credentials")] * 3


async def test_ones_own_account(either_world: World):
    world = either_world
    ada = await world.join("ada")
    assert await world.get("/users/me", ada) == {**user("ada"), "languagePreferences": []}
    changes = {"lastName": "Lovelace", "timezone": "Europe/London", "firstName": None}
    changed = await world.patch("/users/me", ada, changes)
    assert changed == user("ada", **changes)
    assert await world.patch("/users/me", ada, {}) == user("ada", **changes)
    languages = [{"language": "en", "proficiency": "native", "isPreferred": True}]
    kept = await world.put("/users/me/languages", ada, {"languages": languages})
    assert kept == [{"id": ID, "userId": ada.id, **languages[0]}]
    assert await world.get("/users/me/languages", ada) == kept
    assert (await world.get("/users/me", ada))["languagePreferences"] == kept
    closed = await world.ask("DELETE", "/users/me", ada)
    assert (closed.status_code, closed.json()) == (200, {"message": "Account deleted successfully"})
    assert (await world.ask("GET", "/users/me", ada)).status_code == 401


async def test_a_time_zone_that_does_not_exist_is_refused(either_world: World):
    world = either_world
    answer = await world.ask("PATCH", "/users/me", await world.join("ada"), json={"timezone": "Mars/Olympus"})
    assert answer.json()["details"] == [{"field": "timezone", "message": "must be an IANA time zone"}]


async def test_ones_own_companion_profile(either_world: World):
    world = either_world
    cleo = await world.join("cleo")
    body = {"baseRate": 30.5, "bio": "I am cleo", "expertiseTags": ["writing", "focus", "Writing", " "]}
    profile = await world.post("/companions/register", cleo, body)
    cleo = Person(cleo.id, cleo.email, cleo.token, cleo.refresh_token, profile["id"])
    whole = {**public(cleo), **owned(cleo), "user": behind("cleo"), "availability": []}
    assert profile == whole
    assert await world.get("/companions/me", cleo) == whole
    changed = await world.patch("/companions/me", cleo, {"baseRate": 40, "bio": None, "maxConcurrent": 3})
    assert changed == {**whole, "baseRate": 40, "bio": None, "maxConcurrent": 3}
    online = await world.patch("/companions/me/online", cleo, {"isOnline": True})
    assert online == {"id": cleo.companion_id, "isOnline": True, "lastActiveAt": NOW}
    again = await world.ask("POST", "/companions/register", cleo, json=body)
    assert (again.status_code, again.json()["code"]) == (409, "companion.already_registered")


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (0, "must be more than 0"),
        (30.555, "must have at most two decimals"),
        (1000.01, "must be at most 1000"),
        (-1, "must be a number of at least 0"),
        (1e12, "is out of range"),
    ],
)
async def test_rates_that_nobody_may_ask(either_world: World, rate: float, words: str):
    world = either_world
    answer = await world.ask("POST", "/companions/register", await world.join("cleo"), json={"baseRate": rate})
    assert answer.json()["details"] == [{"field": "baseRate", "message": words}]


async def test_the_public_search(either_world: World):
    world = either_world
    cleo = await world.companion("cleo")
    assert await world.get("/companions") == {"data": [public(cleo)], "total": 1, "take": 20, "skip": 0}
    assert await world.get(f"/companions/{cleo.companion_id}") == public(cleo)
    found = {
        query: (await world.get(f"/companions?{query}"))["total"]
        for query in (
            "isOnline=false", "isOnline=true", "isOnline=0", "isOnline=1", "type=STANDARD", "type=EXPERT",
            "minRating=0", "minRating=4.5", "expertiseTag=focus", "expertiseTag=chess", "q=cleo", "q=nobody",
            "language=fr", "q=", "skip=1",
        )
    }  # fmt: skip
    assert found == {
        "isOnline=false": 1, "isOnline=true": 0, "isOnline=0": 1, "isOnline=1": 0, "type=STANDARD": 1,
        "type=EXPERT": 0, "minRating=0": 1, "minRating=4.5": 0, "expertiseTag=focus": 1, "expertiseTag=chess": 0,
        "q=cleo": 1, "q=nobody": 0, "language=fr": 0, "q=": 1, "skip=1": 1,
    }  # fmt: skip


async def test_hours_and_blocks(either_world: World):
    world = either_world
    cleo = await world.companion("cleo")
    hours = {"dayOfWeek": "MONDAY", "startTime": "09:00", "endTime": "17:30", "timezone": "Europe/Berlin"}
    dated = {"dayOfWeek": "FRIDAY", "startTime": "10:00", "endTime": "11:00", "specificDate": "2026-05-01"}
    slot = {
        "id": ID,
        "companionId": cleo.companion_id,
        **hours,
        "isRecurring": True,
        "specificDate": None,
        "isBlocked": False,
        "createdAt": NOW,
        "updatedAt": NOW,
    }
    kept = await world.put("/availability/me", cleo, {"slots": [hours, dated]})
    assert slot in kept
    assert {
        **slot,
        **dated,
        "timezone": "UTC",
        "specificDate": "2026-05-01T00:00:00.000Z",
        "isRecurring": False,
    } in kept
    assert await world.get("/availability/me", cleo) == kept
    assert await world.get(f"/availability/{cleo.companion_id}") == kept
    blocked = await world.post("/availability/me/block", cleo, {"date": "2026-05-04", "startTime": "12:00"})
    assert blocked == {
        **slot,
        "startTime": "12:00",
        "endTime": "23:59",
        "timezone": "UTC",
        "isRecurring": False,
        "specificDate": "2026-05-04T00:00:00.000Z",
        "isBlocked": True,
    }
    assert blocked in await world.put("/availability/me", cleo, {"slots": []})
    freed = await world.ask("DELETE", f"/availability/me/block/{blocked['id']}", cleo)
    assert (freed.status_code, freed.json()) == (200, {"message": "Block removed successfully"})
    assert (await world.ask("DELETE", f"/availability/me/block/{blocked['id']}", cleo)).status_code == 404


async def test_a_session_from_the_booking_to_the_ratings(either_world: World):  # noqa: PLR0915 - one story, told whole
    world = either_world
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    await world.post("/payments/companion/onboard", cleo)
    alone = session(ada, allowedActions=["cancel"])
    booked = await world.post("/sessions", ada, {"type": "FOCUS"})
    assert booked == alone
    session_id = booked["id"]
    assert await world.post("/goals", ada, goal_body(session_id)) == goal(session_id)
    assert await world.get(f"/goals/{session_id}", ada) == goal(session_id)
    templates = await world.get("/contracts/templates?sessionType=FOCUS")
    assert len(templates) == 3
    assert templates[0].keys() == {
        "id", "name", "description", "sessionType", "mode", "rules", "isActive", "createdAt", "updatedAt",
    }  # fmt: skip
    strict = next(template for template in templates if template["mode"] == "STRICT")
    assert await world.get(f"/contracts/templates/{strict['id']}") == strict
    drawn = await world.post("/contracts", ada, {"sessionId": session_id, "templateId": strict["id"]})
    terms = {"templateId": strict["id"], "mode": "STRICT", "rules": strict["rules"]}
    assert drawn == contract(session_id, **terms)
    told = {"rules": ["Be kind", {"quiet": True}]}
    assert await world.patch(f"/contracts/{drawn['id']}", ada, told) == contract(session_id, **{**terms, **told})
    terms.update(told)
    assert await world.get(f"/contracts/{drawn['id']}", ada) == {
        **contract(session_id, **terms),
        "session": session(ada),
    }
    listed = {**alone, "goal": goal(session_id), "contract": contract(session_id, **terms)}
    assert await world.get("/sessions", ada) == [listed]
    assert await world.get("/sessions?status=COMPLETED", ada) == []
    assert await world.get(f"/sessions/{session_id}", ada) == {**listed, "companion": None}

    matches = await world.post("/matching/find", ada, {"sessionId": session_id, "maxPrice": 61})
    shown = public(cleo)
    for key in ("id", "driftEnforcement"):
        del shown[key]
    assert matches == [
        {
            "companionId": cleo.companion_id,
            **shown,
            "score": 0.63,
            "breakdown": {"goalMatch": 0.35, "reputation": 0, "fairDistribution": 0.2, "priceFit": 0.08},
        }
    ]
    assert await world.get(f"/matching/results/{session_id}", ada) == matches

    choice = {"sessionId": session_id, "companionId": cleo.companion_id}
    matched = {**alone, "status": "MATCHED", "companionId": cleo.companion_id}
    assert await world.post("/matching/select", ada, choice) == {
        **matched,
        "goal": goal(session_id),
        "contract": contract(session_id, **terms),
        "companion": nested(cleo, user={"displayName": None, "avatarUrl": None}),
    }
    seen_by_cleo = await world.get(f"/sessions/{session_id}", cleo)
    assert seen_by_cleo["companion"] == {**nested(cleo), "stripeConnectAccountId": TEXT}
    assert await world.get("/sessions?role=companion", cleo) == [
        {**matched, "goal": goal(session_id), "contract": contract(session_id, **terms)}
    ]
    assert await world.get("/sessions", cleo) == []
    accept = f"/contracts/{drawn['id']}/accept"
    assert await world.post(accept, ada) == contract(session_id, **terms, acceptedByUser=True)
    accepted = contract(session_id, **terms, acceptedByUser=True, acceptedByCompanion=True, acceptedAt=NOW)
    assert await world.post(accept, cleo) == accepted

    paid = await world.pay(ada, session_id)
    held = payment(session_id, ada)
    assert paid == {**held, "clientSecret": TEXT}
    assert await world.get("/payments", ada) == [held]
    authorized = {**matched, "status": "PAYMENT_AUTHORIZED"}
    del authorized["allowedActions"]
    assert await world.get(f"/payments/{paid['id']}", ada) == {**held, "session": authorized}

    moved = {"goal": goal(session_id), "payment": held, "companion": nested(cleo)}
    ready = await world.step(ada, session_id, "ready")
    assert ready == {**matched, "status": "READY", **moved}
    ready_too = await world.step(cleo, session_id, "ready")
    assert ready_too["allowedActions"] == ["start", "cancel"]
    started = await world.step(ada, session_id, "start")
    running = {
        **matched,
        **moved,
        "status": "IN_PROGRESS",
        "startedAt": NOW,
        "livekitRoomName": f"session-{session_id}",
        "allowedActions": ["pause", "end"],
    }
    assert started == running
    advance(world, minutes=6)
    paused = await world.step(cleo, session_id, "pause")
    assert (paused["status"], paused["allowedActions"]) == ("PAUSED", ["resume", "end"])
    advance(world, minutes=4)
    assert (await world.step(ada, session_id, "resume"))["status"] == "IN_PROGRESS"
    advance(world, minutes=4)
    ended = await world.step(ada, session_id, "end")
    over = "2026-03-02T09:14:00.000Z"
    assert ended == {
        **running,
        "status": "COMPLETED",
        "endedAt": over,
        "durationMinutes": 10,
        "updatedAt": over,
        "allowedActions": [],
    }

    await world.settle()
    captured = {**held, "status": "CAPTURED", "capturedAt": over, "updatedAt": over}
    assert await world.get("/payments", ada) == [captured]
    assert await world.post(f"/payments/capture/{paid['id']}", cleo) == captured
    assert await world.get("/payments/companion/earnings", cleo) == {
        "totalEarnings": 10.67,
        "pendingPayouts": 10.67,
        "completedPayouts": 0,
        "recentPayments": [captured],
    }
    achieved = {"isAchieved": True, "achievementNote": "Done"}
    goal_id = (await world.get(f"/goals/{session_id}", cleo))["id"]
    judged = await world.patch(f"/goals/{goal_id}", ada, achieved)
    assert judged == goal(session_id, **achieved, updatedAt=over)
    assert await world.patch(f"/goals/{goal_id}", ada, {"achievementNote": None}) == {
        **judged,
        "achievementNote": None,
    }

    stars = {"sessionId": session_id, "overallScore": 5, "presenceQuality": 4, "comment": "Calm"}
    rated = await world.post("/ratings", ada, stars)
    assert rated == {
        "id": ID,
        "sessionId": session_id,
        "raterId": ada.id,
        "ratedUserId": cleo.id,
        "overallScore": 5,
        "goalAchievement": None,
        "presenceQuality": 4,
        "contractAdherence": None,
        "communication": None,
        "comment": "Calm",
        "isPublic": True,
        "createdAt": over,
    }
    assert await world.get(f"/ratings/session/{session_id}", cleo) == [rated]
    assert await world.get("/ratings/me", ada) == {"given": [rated], "received": []}
    assert await world.get("/ratings/me", cleo) == {"given": [], "received": [rated]}
    page = await world.get(f"/ratings/companion/{cleo.companion_id}?page=1&limit=5", ada)
    assert page == {"ratings": [rated], "total": 1, "page": 1, "limit": 5, "totalPages": 1}
    await world.settle()
    standing = await world.get(f"/companions/{cleo.companion_id}")
    assert (standing["totalSessions"], standing["successRate"], standing["averageRating"]) == (1, 100, 5)
    assert isinstance(standing["reputationScore"], float)

    refund = {"amount": 5.25, "reason": "TECHNICAL_FAILURE"}
    refunded = await world.post(f"/payments/{paid['id']}/refund", await world.admin(), refund)
    assert refunded == {
        **captured,
        "status": "PARTIALLY_REFUNDED",
        "refundedAt": over,
        "refundAmount": "5.25",
        "refundReason": "TECHNICAL_FAILURE",
    }


async def test_a_companion_in_a_session_writes_its_decimals_as_strings(either_world: World):
    world = either_world
    ada, cleo = await world.join("ada"), await world.companion("cleo", rate=25)
    session_id, _ = await world.end(ada, cleo)
    await world.post("/ratings", ada, {"sessionId": session_id, "overallScore": 4})
    await world.settle()
    companion = (await world.get(f"/sessions/{session_id}", ada))["companion"]
    assert {key: companion[key] for key in IN_STRINGS} == {
        "baseRate": "25",
        "expertPremium": "0",
        "successRate": "0",
        "averageRating": "4",
        "reputationScore": "0.2",
    }
    assert companion["totalSessions"] == 1


async def test_a_declined_card_is_refused_in_the_providers_words_and_the_attempt_is_kept(either_world: World):
    world = either_world
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id = await world.match(ada, cleo)
    body = {"sessionId": session_id, "paymentMethodId": "pm_card_chargeDeclined"}
    answer = await world.ask("POST", "/payments/authorize", ada, json=body)
    assert answer.status_code == 400
    assert answer.json()["code"] == "payment.declined"
    assert answer.json()["message"] == "Your card was declined."
    assert [one["status"] for one in await world.get("/payments", ada)] == ["FAILED"]
    assert (await world.get(f"/sessions/{session_id}", ada))["status"] == "MATCHED"
    assert (await world.pay(ada, session_id))["status"] == "AUTHORIZED"


async def test_the_client_secret_is_for_the_payer_while_the_payment_is_open(either_world: World):
    world = either_world
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id = await world.match(ada, cleo)
    opened = await world.post("/payments/authorize", ada, {"sessionId": session_id})
    assert (opened["status"], opened["authorizedAt"]) == ("PENDING", None)
    path = f"/payments/{opened['id']}"
    assert (await world.get(path, ada))["clientSecret"] == opened["clientSecret"]
    for other in (cleo, await world.admin()):
        assert "clientSecret" not in await world.get(path, other)
    world.gateway.pay(opened["stripePaymentIntentId"], "pm_card_visa")
    await world.settle()
    settled = await world.get(path, ada)
    assert settled["status"] == "AUTHORIZED"
    assert "clientSecret" not in settled


@pytest.mark.parametrize("amount", [0, 0.001, 15.26, 1e9])
async def test_amounts_that_cannot_be_refunded(either_world: World, amount: float):
    world = either_world
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    _, payment_id = await world.end(ada, cleo)
    await world.settle()
    answer = await world.ask("POST", f"/payments/{payment_id}/refund", await world.admin(), json={"amount": amount})
    assert answer.status_code == 400


async def test_notices_are_taken_once_and_a_bad_signature_is_refused(either_world: World):
    world = either_world
    body = b'{"id": "evt_1", "type": "payment_intent.succeeded"}'
    for headers in ({"stripe-signature": "t=1,v1=bad"}, {}):
        bad = await world.ask("POST", "/payments/webhook", content=body, headers=headers)
        assert (bad.status_code, bad.json()["code"]) == (400, "payment.webhook.bad_signature")
    assert "evt_1" not in await world.parts.kept()
    kept = set()
    for _ in range(2):
        good = await world.ask("POST", "/payments/webhook", content=body, headers={"stripe-signature": SIGNATURE})
        assert (good.status_code, good.json()) == (201, {"received": True})
        kept.add(await world.parts.kept())
    assert len(kept) == 1
    assert "evt_1" in kept.pop()


async def test_earnings_are_zeros_without_a_profile(either_world: World):
    world = either_world
    zeros = {"totalEarnings": 0, "pendingPayouts": 0, "completedPayouts": 0, "recentPayments": []}
    assert await world.get("/payments/companion/earnings", await world.join("ada")) == zeros


async def test_onboarding_gives_a_link(either_world: World):
    world = either_world
    assert (await world.post("/payments/companion/onboard", await world.companion("cleo"))).keys() == {"url"}


async def test_reviewing_applications(either_world: World):
    world = either_world
    cleo, admin = await world.applicant("cleo"), await world.admin()
    waiting = await world.get("/admin/companions/pending", admin)
    assert waiting == [{**public(cleo), **IN_STRINGS, **owned(cleo), "user": behind("cleo")}]
    reviewed = {**public(cleo), **IN_STRINGS, **owned(cleo, status="APPROVED")}
    for key in ("displayName", "avatarUrl", "languages"):
        del reviewed[key]
    path = f"/admin/companions/{cleo.companion_id}"
    assert await world.post(f"{path}/approve", admin) == reviewed
    again = await world.ask("POST", f"{path}/approve", admin)
    assert (again.status_code, again.json()["code"]) == (400, "companion.not_pending")
    assert await world.post(f"{path}/suspend", admin) == {**reviewed, "status": "SUSPENDED"}
    unknown = await world.ask("POST", f"/admin/companions/{NOWHERE}/approve", admin)
    assert unknown.status_code == 404


@pytest.mark.parametrize(
    ("path", "again", "code"),
    [
        ("/goals", goal_body, "goal.already_exists"),
        ("/contracts", lambda id_: {"sessionId": id_}, "contract.already_exists"),
    ],
)
async def test_what_exists_already_is_a_conflict(either_world: World, path: str, again: Any, code: str):
    world = either_world
    ada = await world.join("ada")
    session_id = await world.book(ada)
    await world.post(path, ada, again(session_id))
    answer = await world.ask("POST", path, ada, json=again(session_id))
    assert (answer.status_code, answer.json()["code"]) == (409, code)


async def test_how_the_platform_is(either_world: World):
    world = either_world
    assert await world.get("/health") == {"status": "ok", "timestamp": TIME}
    assert await world.get("/health/live") == {"status": "ok", "timestamp": TIME}
    assert await world.get("/health/db") == {"status": "ok", "service": "database"}
    assert await world.get("/health/redis") == {"status": "ok", "service": "redis"}
    assert await world.get("/health/ready") == {"status": "ok", "services": {"database": "ok"}}
    world.platform.health.sick.update({"database", "redis"})
    assert await world.get("/health/db") == {"status": "error", "service": "database"}
    assert await world.get("/health/redis") == {"status": "error", "service": "redis"}
    services = {"database": "error", "redis": "error", "stripe": "ok"}
    assert await world.get("/health/dependencies") == {"status": "error", "services": services}
    unready = await world.ask("GET", "/health/ready")
    assert (unready.status_code, unready.json()["message"]) == (503, "Not ready: database")
    assert unready.headers["retry-after"]
    assert (await world.ask("GET", "/health")).status_code == 200
