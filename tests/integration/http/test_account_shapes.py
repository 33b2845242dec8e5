"""Responses about the caller's account: proof of address and age, passwords, data export."""

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.http.expected import (
    ID,
    NOW,
    TEXT,
    TIME,
    behind,
    contract,
    goal,
    payment,
    session,
    user,
)
from tests.integration.http.world import PASSWORD, RESET, VERIFICATION, Person, World

NEW_PASSWORD = "Different456!"
USELESS = (400, "auth.token_useless", "Invalid or expired token")


async def signs_in(world: World, person: Person, password: str) -> int:
    body = {"email": person.email, "password": password}
    return (await world.ask("POST", "/auth/login", json=body)).status_code


async def refused(world: World, path: str, body: Any, by: Person | None = None) -> tuple[int, str, str]:
    answer = await world.ask("POST", path, by, json=body)
    return answer.status_code, answer.json()["code"], answer.json()["message"]


async def test_an_address_is_proven_once(world: World) -> None:
    ada = await world.join("ada")
    token = await world.mailed_token(ada.email, VERIFICATION)
    assert not (await world.get("/users/me", ada))["isEmailVerified"]
    assert await world.post("/auth/verify-email", body={"token": token}) == {"message": "Email verified successfully"}
    assert (await world.get("/users/me", ada))["isEmailVerified"]
    assert await refused(world, "/auth/verify-email", {"token": token}) == USELESS
    assert await refused(world, "/auth/verify-email", {"token": "nobody-sent-this"}) == USELESS


async def test_a_verification_token_lives_for_24_hours(world: World) -> None:
    ada = await world.join("ada")
    token = await world.mailed_token(ada.email, VERIFICATION)
    world.clock.advance(timedelta(hours=24))
    assert await refused(world, "/auth/verify-email", {"token": token}) == USELESS


async def test_forgetting_a_password_tells_nothing_about_an_address(world: World) -> None:
    ada = await world.join("ada")
    closed = await world.join("closed")
    await world.ask("DELETE", "/users/me", closed)
    answers = [
        await world.post("/auth/forgot-password", body={"email": email})
        for email in (ada.email, "ADA@example.com", "nobody@example.com", closed.email)
    ]
    assert answers == [{"message": "If that email exists, a reset link has been sent"}] * 4
    await world.settle()
    got = [mail.to for mail in world.parts.mailer.sent if mail.words.subject == RESET]
    assert got == [ada.email, ada.email]


@pytest.mark.parametrize("field", ["password", "newPassword"])
async def test_a_forgotten_password_is_replaced_once(world: World, field: str) -> None:
    ada = await world.join("ada")
    await world.post("/auth/forgot-password", body={"email": ada.email})
    token = await world.mailed_token(ada.email, RESET)
    done = await world.post("/auth/reset-password", body={"token": token, field: NEW_PASSWORD})
    assert done == {"message": "Password reset successfully"}
    assert (await signs_in(world, ada, PASSWORD), await signs_in(world, ada, NEW_PASSWORD)) == (401, 201)
    assert await refused(world, "/auth/reset-password", {"token": token, "password": PASSWORD}) == USELESS
    dead = await refused(world, "/auth/refresh", {"refreshToken": ada.refresh_token})
    assert dead[:2] == (401, "auth.refresh.invalid")


async def test_a_reset_token_lives_for_one_hour_and_verifies_nothing(world: World) -> None:
    ada = await world.join("ada")
    await world.post("/auth/forgot-password", body={"email": ada.email})
    token = await world.mailed_token(ada.email, RESET)
    assert await refused(world, "/auth/verify-email", {"token": token}) == USELESS
    world.clock.advance(timedelta(hours=1))
    assert await refused(world, "/auth/reset-password", {"token": token, "password": NEW_PASSWORD}) == USELESS


@pytest.mark.parametrize(
    ("passwords", "words"),
    [
        ({}, "is required"),
        ({"password": None}, "is required"),
        ({"password": PASSWORD, "newPassword": NEW_PASSWORD}, "must be the same as newPassword, if both are given"),
        ({"password": "weak"}, "must be at least 8 characters long"),
    ],
)
async def test_resets_that_name_no_one_good_password(world: World, passwords: dict[str, str], words: str) -> None:
    answer = await world.ask("POST", "/auth/reset-password", json={"token": "x", **passwords})
    assert (answer.status_code, answer.json()["code"]) == (400, "request.invalid")
    assert answer.json()["details"] == [{"field": "password", "message": words}]


async def test_every_place_that_sets_a_password_refuses_one_that_guessers_try_first(world: World) -> None:
    ada = await world.join("ada")
    await world.post("/auth/forgot-password", body={"email": ada.email})
    token = await world.mailed_token(ada.email, RESET)
    common = "must not be one of the most common passwords"
    account = {"email": "new@example.com", "password": "Liverpool1", "dateOfBirth": "1990-05-17"}
    reset = {"token": token, "newPassword": "Liverpool1"}
    change = {"currentPassword": PASSWORD, "newPassword": "Liverpool1"}
    for path, by, body, field in (
        ("/auth/register", None, account, "password"),
        ("/auth/reset-password", None, reset, "password"),
        ("/auth/change-password", ada, change, "newPassword"),
    ):
        answer = await world.ask("POST", path, by, json=body)
        assert (answer.status_code, answer.json()["code"]) == (400, "request.invalid")
        assert answer.json()["details"] == [{"field": field, "message": common}]
    answer = await world.ask("POST", "/auth/register", json={**account, "password": "Hushroom2026"})
    context = "must not be made of your name, your address or the name of this platform"
    assert answer.json()["details"] == [{"field": "password", "message": context}]
    assert await signs_in(world, ada, PASSWORD) == 201


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Add another word or two that do not belong together."),
        ("fr", "Ajoutez un ou deux mots qui ne vont pas ensemble."),
        ("ar", "أضف كلمة أو كلمتين لا رابط بينهما."),
        ("xx", "Add another word or two that do not belong together."),
    ],
)
async def test_a_password_is_estimated_in_the_language_of_the_reader(world: World, language: str, words: str) -> None:
    body = {"password": "Liverpool1", "language": language}
    answer = await world.ask("POST", "/auth/password-strength", json=body)
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "score": 2,
            "isAccepted": False,
            "problem": "must not be one of the most common passwords",
            "advice": [{"code": "add_words", "message": words}],
        },
    )
    answer = await world.ask("POST", "/auth/password-strength", json={"password": "A1b" + "x" * 900})
    assert answer.json()["problem"] == "must be at most 128 characters long"
    answer = await world.ask("POST", "/auth/password-strength", json={"password": "Four 7 quiet words"})
    assert (answer.json()["isAccepted"], answer.json()["problem"]) == (True, None)


async def test_changing_a_password(world: World) -> None:
    ada = await world.join("ada")
    wrong = {"currentPassword": "Wrong123!", "newPassword": NEW_PASSWORD}
    told = (401, "auth.wrong_password", "Current password is incorrect")
    assert await refused(world, "/auth/change-password", wrong, ada) == told
    body = {"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD}
    done = await world.post("/auth/change-password", ada, body)
    assert done == {"message": "Password changed successfully"}
    assert (await signs_in(world, ada, PASSWORD), await signs_in(world, ada, NEW_PASSWORD)) == (401, 201)
    assert (await refused(world, "/auth/refresh", {"refreshToken": ada.refresh_token}))[0] == 401


async def test_stating_a_date_of_birth(world: World) -> None:
    ada = await world.join("ada")
    stated = await world.post("/auth/verify-age", ada, {"dateOfBirth": "1992-02-29"})
    assert stated == {"message": "Age verified successfully"}
    me = await world.get("/users/me", ada)
    assert (me["dateOfBirth"], me["isAgeVerified"]) == ("1992-02-29T00:00:00.000Z", True)
    young = await refused(world, "/auth/verify-age", {"dateOfBirth": "2010-01-01"}, ada)
    assert young[:2] == (403, "auth.too_young")
    for bad in ("2030-01-01", "1800-01-01", "1990-02-30", "1990"):
        assert (await refused(world, "/auth/verify-age", {"dateOfBirth": bad}, ada))[0] == 400


async def test_an_export_holds_everything_on_its_owner(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    languages = [{"language": "en", "proficiency": "native", "isPreferred": True}]
    spoken = await world.put("/users/me/languages", ada, {"languages": languages})
    hours = [{"dayOfWeek": "MONDAY", "startTime": "09:00", "endTime": "17:00"}]
    slots = await world.put("/availability/me", cleo, {"slots": hours})
    session_id = await world.book(ada)
    await world.set_goal(ada, session_id)
    await world.post("/contracts", ada, {"sessionId": session_id})
    await world.post("/matching/select", ada, {"sessionId": session_id, "companionId": cleo.companion_id})
    await world.pay(ada, session_id)
    accept = (await world.get(f"/sessions/{session_id}", ada))["contract"]["id"]
    for person in (ada, cleo):
        await world.post(f"/contracts/{accept}/accept", person)
    await world.step(cleo, session_id, "ready")
    await world.step(ada, session_id, "ready", "start", "end")
    rated = await world.post("/ratings", ada, {"sessionId": session_id, "overallScore": 5, "isPublic": True})
    complaint = {"reportedUserId": cleo.id, "reason": "Rude", "description": "They shouted.", "sessionId": session_id}
    report = await world.post("/reports", ada, complaint)

    held = await exported(world, ada)
    logs = held.pop("auditLogs")
    (listed,) = await world.get("/sessions", ada)
    moments = dict.fromkeys(("matchedAt", "seekerReadyAt", "companionReadyAt"), NOW)
    agreed = {"agreedTier": "STANDARD", "payBy": "2026-03-02T09:30:00.000Z", "endedBy": "SEEKER"}
    told = {**listed, **moments, **agreed, "pausedAt": None, "pausedSeconds": 0, "driftLogs": []}
    left = {name: held.pop(name) for name in TRACES}
    assert held == {
        "message": "Your data export is complete",
        "exportedAt": NOW,
        "profile": user("ada"),
        "languagePreferences": spoken,
        "companionProfile": None,
        "availability": [],
        "sessions": [told],
        "ratingsGiven": [rated],
        "ratingsReceived": [],
        "favourites": [],
        "identityVerifications": [],
        "linkedIdentities": [],
        "passkeys": [],
        "emailChanges": [],
        "reportsMade": [report],
    }
    assert told["goal"] == goal(session_id)
    accepted = {"acceptedByUser": True, "acceptedByCompanion": True, "acceptedAt": NOW}
    assert told["contract"] == contract(session_id, **accepted)
    assert told.keys() >= session(ada).keys()
    assert [log["action"] for log in logs if log["action"] == "DATA_EXPORT"] == ["DATA_EXPORT"]
    assert {"USER_REGISTER", "SESSION_CREATE", "SESSION_START"} <= {log["action"] for log in logs}
    assert all(isinstance(one, list) for one in left.values())
    assert logs[0].keys() == {
        "id", "action", "userId", "entityType", "entityId", "metadata", "ipAddress", "userAgent", "timestamp",
    }  # fmt: skip

    of_cleo = await exported(world, cleo)
    assert of_cleo["companionProfile"] == await world.get("/companions/me", cleo)
    assert of_cleo["companionProfile"]["user"] == behind("cleo")
    assert of_cleo["availability"] == slots
    assert [one["id"] for one in of_cleo["sessions"]] == [session_id]
    assert of_cleo["ratingsReceived"] == [rated]
    assert of_cleo["reportsMade"] == []


TRACES = ("signIns", "devices", "linksSent", "lettersSent", "pushDevices", "notifications", "payments", "ledgerEntries")


async def test_an_export_tells_where_the_money_went_and_whose_card_it_was(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id, payment_id = await world.end(ada, cleo)
    await world.settle()
    refund = {"amount": 5, "reason": "TECHNICAL_FAILURE"}
    await world.post(f"/payments/{payment_id}/refund", await world.admin(), refund)
    (paid,) = await world.get("/payments", ada)
    del paid["session"]
    back = {"status": "PARTIALLY_REFUNDED", "refundAmount": "5", "refundedAt": NOW, "refundReason": refund["reason"]}
    assert paid == payment(session_id, ada, capturedAt=NOW, companionPayout=TEXT, platformFee=TEXT, **back)
    part = {"amount": "5", "currency": "EUR", "reason": refund["reason"], "status": "SUCCEEDED"}
    whole = {
        **paid,
        "authorizedAmount": "15.25",
        "capturedAmount": "15.25",
        "instruction": "CAPTURE",
        "dispute": "none",
        "paymentMethodId": TEXT,
        "keepsCard": False,
        "heldUntil": "2026-03-09T09:00:00.000Z",
        "attemptedAt": NOW,
        "refunds": [{"id": ID, "paymentId": payment_id, **part, "createdAt": NOW, "updatedAt": NOW}],
    }
    mine, theirs = await exported(world, ada), await exported(world, cleo)
    assert mine["payments"] == [whole]
    assert theirs["payments"] == [{**whole, "paymentMethodId": None}], "the card is the payer's own affair"
    moved = {"paymentId": payment_id, "currency": "EUR", "postedAt": NOW}
    spent, earned = (
        [{**moved, "kind": kind, "account": account, "ownerId": owner, "amount": amount} for kind, amount in amounts]
        for account, owner, amounts in (
            ("SEEKER", ada.id, [("REFUND", "5"), ("CAPTURE", "-15.25")]),
            ("COMPANION", cleo.companion_id, [("REFUND", "-3.5"), ("CAPTURE", "10.67")]),
        )
    )
    assert (mine["ledgerEntries"], theirs["ledgerEntries"]) == (spent, earned)


async def test_an_export_tells_of_links_and_letters_but_not_what_stood_in_them(world: World) -> None:
    ada = await world.join("ada")
    token = await world.mailed_token(ada.email, VERIFICATION)
    await world.post("/auth/verify-email", body={"token": token})
    held = await exported(world, ada)
    made = {"id": ID, "expiresAt": TIME, "createdAt": NOW}
    assert held["linksSent"] == [{**made, "purpose": "VERIFY_EMAIL", "usedAt": NOW}]
    assert held["signIns"] == [{**made, "familyId": ID, "usedAt": None, "revokedAt": None}]
    sent = {"claimedAt": NOW, "sentAt": NOW, "refusedAt": None, "refusal": None}
    assert sorted(held["lettersSent"], key=lambda email: email["kind"]) == [
        {"kind": "VERIFY_EMAIL", **sent},
        {"kind": "WELCOME", **sent},
    ]
    assert token not in str(held)
    assert "digest" not in str(held)


async def exported(world: World, person: Person) -> Any:
    answer = await world.ask("POST", "/users/me/data-export", person)
    assert answer.status_code == 200, answer.text
    return answer.json()
