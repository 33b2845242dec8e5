"""Companions: profiles, hours, review and search."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest

from tests.integration.http.expected import ID, IN_STRINGS, NOW, behind, owned, public
from tests.integration.http.world import NOWHERE, Person, World


async def test_ones_own_companion_profile(world: World) -> None:
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
    assert {**online, "id": cleo.companion_id, "isOnline": True, "lastActiveAt": NOW} == online
    assert online == await world.get("/companions/me", cleo)
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
async def test_rates_that_nobody_may_ask(world: World, rate: float, words: str) -> None:
    answer = await world.ask("POST", "/companions/register", await world.join("cleo"), json={"baseRate": rate})
    assert answer.json()["details"] == [{"field": "baseRate", "message": words}]


async def test_the_public_search(world: World) -> None:
    cleo = await world.companion("cleo")
    totals = {"total": 1, "totalIsCapped": False, "totalIsEstimate": False}
    whole = {"data": [public(cleo)], **totals, "take": 20, "skip": 0}
    assert await world.get("/companions") == whole
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


async def test_hours_and_blocks(world: World) -> None:
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
    assert (freed.status_code, freed.json()) == (200, blocked)
    assert (await world.ask("DELETE", f"/availability/me/block/{blocked['id']}", cleo)).status_code == 404


async def test_a_block_without_times_is_the_whole_day(world: World) -> None:
    cleo = await world.companion("cleo")
    await world.patch("/users/me", cleo, {"timezone": "Europe/Berlin"})
    block = await world.post("/availability/me/block", cleo, {"date": "2026-03-10"})
    told = ("dayOfWeek", "startTime", "endTime", "timezone", "isRecurring", "isBlocked")
    assert [block[name] for name in told] == ["TUESDAY", "00:00", "23:59", "Europe/Berlin", False, True]


async def test_the_end_of_the_day_is_answered_as_it_was_sent(world: World) -> None:
    cleo = await world.companion("cleo")
    await world.patch("/users/me", cleo, {"timezone": "Asia/Kathmandu"})
    ends = {"MONDAY": "24:00", "TUESDAY": "23:59"}
    hours = [{"dayOfWeek": day, "startTime": "20:00", "endTime": end} for day, end in ends.items()]
    kept = await world.put("/availability/me", cleo, {"slots": hours})
    assert [(slot["dayOfWeek"], slot["endTime"], slot["timezone"]) for slot in kept] == [
        ("MONDAY", "24:00", "Asia/Kathmandu"),
        ("TUESDAY", "23:59", "Asia/Kathmandu"),
    ]
    block = await world.post("/availability/me/block", cleo, {"date": "2026-03-10", "endTime": "24:00"})
    assert (block["startTime"], block["endTime"]) == ("00:00", "24:00")


async def test_reviewing_applications(world: World) -> None:
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
    assert await world.post(f"{path}/reactivate", admin) == reviewed
    active = await world.ask("POST", f"{path}/reactivate", admin)
    assert (active.status_code, active.json()["code"]) == (400, "machine.illegal_step")
    unknown = await world.ask("POST", f"/admin/companions/{NOWHERE}/approve", admin)
    assert unknown.status_code == 404


async def test_the_search_finds_who_is_free_at_a_time(world: World) -> None:
    cleo, dora, ada = await world.companion("cleo"), await world.companion("dora"), await world.join("ada")
    hours = {"dayOfWeek": "MONDAY", "startTime": "09:00", "endTime": "12:00", "timezone": "Europe/Berlin"}
    await world.put("/availability/me", cleo, {"slots": [hours]})
    monday = world.clock.now() + timedelta(days=(7 - world.clock.now().weekday()) % 7 + 7)
    at = monday.replace(hour=8, minute=30, second=0, microsecond=0)  # 9:30 or 10:30 in Berlin

    async def free(when: datetime, minutes: int | None = None) -> set[str]:
        asked = {"freeAt": when.isoformat(), **({} if minutes is None else {"minutes": minutes})}
        found = await world.get(f"/companions?{urlencode(asked)}", ada)
        assert found["total"] == 2
        return {one["id"] for one in found["data"]}

    both = {cleo.companion_id, dora.companion_id}
    assert await free(at) == both
    assert await free(at + timedelta(hours=5)) == {dora.companion_id}
    assert await free(at + timedelta(days=1)) == {dora.companion_id}
    booked = await world.book(ada, scheduledAt=at.isoformat())
    await world.post("/matching/select", ada, {"sessionId": booked, "companionId": dora.companion_id})
    assert await free(at) == {cleo.companion_id}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("freeAt=soon", "freeAt"),
        ("freeAt=2030-01-31T09:30:00", "freeAt"),
        ("freeAt=1999-01-31T09:30:00Z", "freeAt"),
        ("freeAt=2199-01-31T09:30:00Z", "freeAt"),
        ("freeAt=1900000000", "freeAt"),
        ("minutes=5", "minutes"),
        ("minutes=121", "minutes"),
    ],
)
async def test_a_time_at_which_nobody_can_be_free_is_refused(world: World, query: str, field: str) -> None:
    answer = await world.ask("GET", f"/companions?{query}")
    assert (answer.status_code, answer.json()["details"][0]["field"]) == (400, field)


async def test_a_search_for_a_free_time_goes_on_behind_companions_who_are_not_free(world: World) -> None:
    busy = [await world.companion(f"busy{number}") for number in range(4)]
    for one in busy:
        slot = {"dayOfWeek": "MONDAY", "startTime": "09:00", "endTime": "10:00", "timezone": "UTC"}
        await world.put("/availability/me", one, {"slots": [slot]})
        await world.patch("/companions/me/online", one, {"isOnline": True})
    free = await world.companion("free")
    at = world.clock.now() + timedelta(days=(8 - world.clock.now().weekday()) % 7 + 7)
    path = f"/companions?{urlencode({'freeAt': at.isoformat(), 'take': 1})}"
    first = await world.ask("GET", path)
    assert first.json()["data"] == []
    following = re.search(r"<[^>]*/api/v1([^>]+)>; rel=\"next\"", first.headers["link"])
    assert following is not None
    assert [one["id"] for one in (await world.get(following[1]))["data"]] == [free.companion_id]
