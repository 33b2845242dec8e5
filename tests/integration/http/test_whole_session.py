"""A whole session over HTTP, response by response."""

from typing import Any

import pytest

from tests.integration.http.expected import (
    ID,
    IN_STRINGS,
    NOW,
    TEXT,
    advance,
    contract,
    goal,
    nested,
    payment,
    person,
    public,
    rule,
    session,
)
from tests.integration.http.world import World, goal_body


async def test_a_session_from_the_booking_to_the_ratings(world: World) -> None:  # noqa: PLR0915 - one story, told whole
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
    limit = {"type": "time_limit", "maxMinutes": 10, "topics": ["work"]}
    told = {"rules": [rule("Be kind"), rule("Stop", **limit)]}
    said = {"rules": [" Be kind ", {"description": "Stop", **limit}]}
    assert await world.patch(f"/contracts/{drawn['id']}", ada, said) == contract(session_id, **{**terms, **told})
    terms |= {**told, "templateId": None}
    assert await world.patch(f"/contracts/{drawn['id']}", ada, {"templateId": None}) == contract(session_id, **terms)
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
            "breakdown": {"goalMatch": 1, "reputation": 0, "fairDistribution": 1, "priceFit": 0.5},
            "contributions": {"goalMatch": 0.35, "reputation": 0, "fairDistribution": 0.2, "priceFit": 0.08},
        }
    ]
    assert await world.get(f"/matching/results/{session_id}", ada) == matches

    choice = {"sessionId": session_id, "companionId": cleo.companion_id}
    matched = {**alone, "status": "MATCHED", "companionId": cleo.companion_id, "agreedRate": "30.5"}
    assert await world.post("/matching/select", ada, choice) == {
        **matched,
        "goal": goal(session_id),
        "contract": contract(session_id, **terms),
        "companion": nested(cleo),
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
    authorized = {**matched, "status": "PAYMENT_AUTHORIZED", "goal": goal(session_id), "companion": nested(cleo)}
    del authorized["allowedActions"]
    assert await world.get("/payments", ada) == [{**held, "session": authorized}]
    assert await world.get(f"/payments/{paid['id']}", ada) == {**held, "session": authorized}
    earned = {"totalEarnings": 0, "pendingPayouts": 10.67, "completedPayouts": 0}
    seen_by_cleo = {**authorized, "user": person(ada)}
    del seen_by_cleo["companion"]
    assert await world.get("/payments/companion/earnings", cleo) == {
        **earned,
        "recentPayments": [{**held, "session": seen_by_cleo}],
    }

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
    ((shown),) = await world.get("/payments", ada)
    assert {**shown, **captured} == shown
    assert await world.post(f"/payments/capture/{paid['id']}", cleo) == captured
    earned = await world.get("/payments/companion/earnings", cleo)
    assert (earned["totalEarnings"], earned["pendingPayouts"], earned["completedPayouts"]) == (10.67, 0, 1)
    assert [{**one, **captured} for one in earned["recentPayments"]] == earned["recentPayments"]
    achieved = {"isAchieved": True, "achievementNote": "Done"}
    goal_id = (await world.get(f"/goals/{session_id}", cleo))["id"]
    judged = await world.patch(f"/goals/{goal_id}", ada, achieved)
    assert judged == goal(session_id, **achieved, updatedAt=over)
    assert await world.patch(f"/goals/{goal_id}", ada, {"isAchieved": None}) == {**judged, "isAchieved": None}
    assert await world.patch(f"/goals/{goal_id}", ada, achieved) == judged
    assert await world.patch(f"/goals/{goal_id}", ada, {"achievementNote": None}) == {
        **judged,
        "achievementNote": None,
    }

    stars = {"sessionId": session_id, "overallScore": 5, "presenceQuality": 4, "comment": "Calm", "isPublic": True}
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
    by_ada, of_cleo = {"rater": person(ada)}, {"ratedUser": person(cleo)}
    assert await world.get(f"/ratings/session/{session_id}", cleo) == [{**rated, **by_ada, **of_cleo}]
    rated_session = {"session": {name: value for name, value in ended.items() if name in session(ada)}}
    rated_session["session"]["goal"] = {"title": "Finish the chapter"}
    del rated_session["session"]["agreedRate"]  # Public ratings are visible to other users.
    given, received = {**rated, **of_cleo, **rated_session}, {**rated, **by_ada, **rated_session}
    assert await world.get("/ratings/me", ada) == {"given": [given], "received": []}
    assert await world.get("/ratings/me", cleo) == {"given": [], "received": [received]}
    page = await world.get(f"/ratings/companion/{cleo.companion_id}?page=1&limit=5", ada)
    numbers = {"total": 1, "page": 1, "limit": 5, "totalPages": 1, "totalIsCapped": False}
    assert page == {"ratings": [received], **numbers}
    await world.settle()
    stats = await world.get(f"/companions/{cleo.companion_id}")
    assert (stats["totalSessions"], stats["successRate"], stats["averageRating"]) == (1, 100, 5)
    assert isinstance(stats["reputationScore"], float)

    refund = {"amount": 5.25, "reason": "TECHNICAL_FAILURE"}
    refunded = await world.post(f"/payments/{paid['id']}/refund", await world.admin(), refund)
    assert refunded == {
        **captured,
        "status": "PARTIALLY_REFUNDED",
        "refundedAt": over,
        "refundAmount": "5.25",
        "refundReason": "TECHNICAL_FAILURE",
    }


async def test_a_companion_in_a_session_writes_its_decimals_as_strings(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo", rate=25)
    session_id, _ = await world.end(ada, cleo)
    await world.post("/ratings", ada, {"sessionId": session_id, "overallScore": 4})
    await world.settle()
    companion = (await world.get(f"/sessions/{session_id}", ada))["companion"]
    assert {key: companion[key] for key in IN_STRINGS} == {
        "baseRate": "25",
        "expertPremium": None,
        "successRate": "0",
        "averageRating": "4",
        "reputationScore": "0.2",
    }
    assert companion["totalSessions"] == 1


@pytest.mark.parametrize(
    ("path", "again", "code"),
    [
        ("/goals", goal_body, "goal.already_exists"),
        ("/contracts", lambda id_: {"sessionId": id_}, "contract.already_exists"),
    ],
)
async def test_what_exists_already_is_a_conflict(world: World, path: str, again: Any, code: str) -> None:
    ada = await world.join("ada")
    session_id = await world.book(ada)
    await world.post(path, ada, again(session_id))
    answer = await world.ask("POST", path, ada, json=again(session_id))
    assert (answer.status_code, answer.json()["code"]) == (409, code)
