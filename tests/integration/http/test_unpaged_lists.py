"""The lists of API v1 without pages: default contents, order and filters."""

from typing import Any

import pytest

from tests.integration.http.error_cases import malformed
from tests.integration.http.expected import advance, person
from tests.integration.http.world import Person, World


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/sessions?status=NOPE", "status"),
        ("/sessions?status=ready", "status"),
        ("/sessions?role=admin", "role"),
        ("/contracts/templates?sessionType=NAP", "sessionType"),
        ("/companions?take=0", "take"),
        ("/companions?take=101", "take"),
        ("/companions?take=", "take"),
        ("/companions?skip=-1", "skip"),
        ("/companions?skip=100001", "skip"),
        ("/companions?type=GURU", "type"),
        ("/companions?minRating=5.1", "minRating"),
        ("/companions?minRating=-1", "minRating"),
        ("/companions?isOnline=maybe", "isOnline"),
    ],
)
async def test_filters_that_mean_nothing(world: World, path: str, field: str) -> None:
    await malformed(world, path, await world.join("ada"), field)


async def test_companions_who_are_there_come_first_and_then_the_best(world: World) -> None:
    ada, ids = await world.join("ada"), {}
    for name, stars in (("away", 5), ("good", 5), ("fair", 3), ("poor", 1), ("new", 0)):
        companion = await world.companion(name)
        ids[companion.companion_id] = name
        if stars:
            session_id, _ = await world.end(ada, companion)
            await world.post("/ratings", ada, {"sessionId": session_id, "overallScore": stars})
        if name != "away":
            await world.patch("/companions/me/online", companion, {"isOnline": True})
    await world.settle()
    whole = await world.get("/companions")
    assert [ids[one["id"]] for one in whole["data"]] == ["good", "fair", "poor", "new", "away"]
    assert {name: whole[name] for name in ("total", "take", "skip")} == {"total": 5, "take": 20, "skip": 0}
    windows = [await world.get(f"/companions?{query}") for query in ("take=2", "take=2&skip=2", "skip=4", "skip=5")]
    assert [one["data"] for one in windows] == [whole["data"][:2], whole["data"][2:4], whole["data"][4:], []]
    assert [(one["total"], one["take"], one["skip"]) for one in windows] == [
        (5, 2, 0), (5, 2, 2), (5, 20, 4), (5, 20, 5),
    ]  # fmt: skip
    assert (await world.get("/companions?take=100&skip=100000"))["data"] == []
    assert [ids[one["id"]] for one in (await world.get("/companions?minRating=3"))["data"]] == ["good", "fair", "away"]
    assert [ids[one["id"]] for one in (await world.get("/companions?isOnline=false"))["data"]] == ["away"]


async def test_companions_who_speak_a_language(world: World) -> None:
    cleo, _ = await world.companion("cleo"), await world.companion("other")
    spoken = [{"language": "fr", "proficiency": "fluent", "isPreferred": False}]
    await world.put("/users/me/languages", cleo, {"languages": spoken})
    (found,) = (await world.get("/companions?language=fr"))["data"]
    assert (found["id"], found["languages"]) == (cleo.companion_id, [{"language": "fr", "proficiency": "fluent"}])
    session_id = await world.book(cleo)
    assert await world.post("/matching/find", cleo, {"sessionId": session_id, "language": "fr"}) == []


async def test_matches_are_the_best_first_and_within_the_wish(world: World) -> None:
    ada = await world.join("ada")
    dear, fair, cheap = [await world.companion(name, rate) for name, rate in (("a", 60), ("b", 40), ("c", 20))]
    await world.patch("/companions/me/online", cheap, {"isOnline": True})
    await world.patch("/companions/me", dear, {"expertiseTags": ["chess"]})
    session_id = await world.book(ada)

    async def found(**criteria: Any) -> list[str]:
        matches = await world.post("/matching/find", ada, {"sessionId": session_id, **criteria})
        assert [one["score"] for one in matches] == sorted((one["score"] for one in matches), reverse=True)
        return [one["companionId"] for one in matches]

    assert await found(maxPrice=60) == [cheap.companion_id, fair.companion_id, dear.companion_id]
    assert await found(maxPrice=40) == [cheap.companion_id, fair.companion_id]
    assert await found(maxPrice=19.99) == []
    assert await found(onlineOnly=True) == [cheap.companion_id]
    assert await found(expertiseTag="chess") == [dear.companion_id]
    assert set(await found(onlineOnly=False)) == {one.companion_id for one in (dear, fair, cheap)}


async def test_ones_sessions_are_newest_first_and_of_one_side(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    booked = await world.book(ada)
    advance(world, seconds=1)
    matched = await world.match(ada, cleo)
    advance(world, seconds=1)
    own = await world.book(cleo)

    async def listed(by: Person, query: str = "") -> list[str]:
        return [one["id"] for one in await world.get(f"/sessions{query}", by)]

    assert await listed(ada) == await listed(ada, "?role=user") == [matched, booked]
    assert await listed(ada, "?status=PENDING_MATCH") == [booked]
    assert await listed(ada, "?status=MATCHED&role=user") == [matched]
    assert await listed(ada, "?role=companion") == []
    assert await listed(cleo) == [own]
    assert await listed(cleo, "?role=companion") == [matched]
    assert await listed(cleo, "?role=companion&status=PENDING_MATCH") == []


async def test_ones_payments_are_newest_first(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    paid = []
    for _ in range(3):
        advance(world, seconds=1)
        paid.append((await world.end(ada, cleo))[1])
    assert [one["id"] for one in await world.get("/payments", ada)] == paid[::-1]
    assert await world.get("/payments", cleo) == []


async def test_earnings_show_the_last_twenty_payments(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    paid = []
    for _ in range(21):
        advance(world, seconds=1)
        paid.append((await world.end(ada, cleo))[1])
    await world.settle()
    earned = await world.get("/payments/companion/earnings", cleo)
    assert [one["id"] for one in earned["recentPayments"]] == paid[:0:-1]
    assert earned["totalEarnings"] == pytest.approx(21 * 10.67)


async def test_templates_are_in_order_and_of_one_type(world: World) -> None:
    found = await world.get("/contracts/templates")
    assert len(found) == 12
    order = [(one["sessionType"], one["mode"], one["name"]) for one in found]
    assert order == sorted(order)
    for kind in ("FOCUS", "DECISION", "EMOTIONAL_UNLOAD", "PLANNING"):
        of_kind = await world.get(f"/contracts/templates?sessionType={kind}")
        assert of_kind == [one for one in found if one["sessionType"] == kind]
        assert sorted(one["mode"] for one in of_kind) == ["FLEXIBLE", "MODERATE", "STRICT"]


async def test_applications_wait_in_the_order_in_which_they_came(world: World) -> None:
    waiting = []
    for name in ("al", "bo", "cy"):
        advance(world, seconds=1)
        waiting.append((await world.applicant(name)).companion_id)
    await world.companion("approved")
    found = await world.get("/admin/companions/pending", await world.admin())
    assert [one["id"] for one in found] == waiting


async def test_a_private_rating_is_seen_by_who_gave_it_alone(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id, _ = await world.end(ada, cleo)
    private = {"sessionId": session_id, "overallScore": 2, "comment": "Late"}
    rated = await world.post("/ratings", ada, private)
    public = await world.post("/ratings", cleo, {"sessionId": session_id, "overallScore": 4, "isPublic": True})
    of_session = {who.id: await world.get(f"/ratings/session/{session_id}", who) for who in (ada, cleo)}
    assert {one["id"] for one in of_session[ada.id]} == {rated["id"], public["id"]}
    people = {"rater": person(cleo), "ratedUser": person(ada)}
    assert of_session[cleo.id] == [{**public, **people}]
    of_ada, of_cleo = [await world.get("/ratings/me", who) for who in (ada, cleo)]
    assert {side: [one["id"] for one in listed] for side, listed in of_ada.items()} == {
        "given": [rated["id"]],
        "received": [public["id"]],
    }
    assert {side: [one["id"] for one in listed] for side, listed in of_cleo.items()} == {
        "given": [public["id"]],
        "received": [],
    }
    assert (await world.get(f"/ratings/companion/{cleo.companion_id}", ada))["ratings"] == []


@pytest.mark.parametrize("minutes", [15, 120])
async def test_sessions_last_a_quarter_of_an_hour_to_two_hours(world: World, minutes: int) -> None:
    booked = await world.post("/sessions", await world.join("ada"), {"type": "FOCUS", "plannedDuration": minutes})
    assert booked["plannedDuration"] == minutes


@pytest.mark.parametrize("minutes", [14, 121])
async def test_no_session_is_shorter_or_longer(world: World, minutes: int) -> None:
    body = {"type": "FOCUS", "plannedDuration": minutes}
    answer = await world.ask("POST", "/sessions", await world.join("ada"), json=body)
    assert [one["field"] for one in answer.json()["details"]] == ["plannedDuration"]
