"""The lists of API v1 with pages: default page size, order and limits."""

from collections.abc import Awaitable, Callable

import pytest
from attrs import frozen

from tests.integration.http.error_cases import malformed
from tests.integration.http.expected import advance
from tests.integration.http.world import NOWHERE, Person, World

MANY = 5
Filling = Callable[[World, Person], Awaitable[str]]
"""Creates listed objects one second apart, and returns the path of the list where it has parameters."""


async def people(world: World, _: Person) -> str:
    for number in range(MANY - 1):  # The administrator is one of them.
        advance(world, seconds=1)
        await world.join(f"person{number}")
    return "/admin/users"


async def bookings(world: World, admin: Person) -> str:
    for _ in range(MANY):
        advance(world, seconds=1)
        await world.book(admin)
    return "/admin/sessions"


async def holds(world: World, admin: Person) -> str:
    cleo = await world.companion("cleo")
    await world.patch("/companions/me", cleo, {"maxConcurrent": MANY})
    for _ in range(MANY):
        advance(world, seconds=1)
        await world.pay(admin, await world.match(admin, cleo))
    return "/admin/payments"


async def complaints(world: World, admin: Person) -> str:
    people = [await world.join(f"ada{number}") for number in range(MANY)]
    for person in people:
        advance(world, seconds=1)
        complaint = {"reportedUserId": person.id, "reason": "Rude", "description": "They shouted."}
        await world.post("/reports", admin, complaint)
    return "/admin/reports"


async def acts(world: World, admin: Person) -> str:
    for _ in range(MANY - 2):  # The administrator has registered and was promoted.
        advance(world, seconds=1)
        await world.book(admin)
    return "/admin/audit-logs"


async def praise(world: World, admin: Person) -> str:
    cleo = await world.companion("cleo")
    for stars in range(1, MANY + 1):
        advance(world, seconds=1)
        session_id, _ = await world.end(admin, cleo)
        await world.post("/ratings", admin, {"sessionId": session_id, "overallScore": stars, "isPublic": True})
    return f"/ratings/companion/{cleo.companion_id}"


@frozen
class Pages:
    """A list with `page` and `limit`: the member that contains its items, and the function that fills it."""

    name: str
    filling: Filling
    usual: int = 20
    time: str = "createdAt"


PAGED = {
    "users": Pages("users", people),
    "sessions": Pages("sessions", bookings),
    "payments": Pages("payments", holds),
    "reports": Pages("reports", complaints),
    "audit logs": Pages("logs", acts, usual=50, time="timestamp"),
    "ratings": Pages("ratings", praise),
}


@pytest.mark.parametrize("pages", PAGED.values(), ids=PAGED)
async def test_pages_hold_everything_once_newest_first(world: World, pages: Pages) -> None:
    admin = await world.admin()
    path = await pages.filling(world, admin)
    whole = await world.get(path, admin)
    items = whole.pop(pages.name)
    assert whole == {"total": MANY, "totalIsCapped": False, "page": 1, "limit": pages.usual, "totalPages": 1}
    times = [item[pages.time] for item in items]
    assert times == sorted(times, reverse=True)
    assert len(set(times)) >= MANY - 1  # The administrator has registered and was promoted in one moment.
    turned = [await world.get(f"{path}?limit=2&page={number}", admin) for number in (1, 2, 3, 4, 1_000)]
    assert [(one["total"], one["limit"], one["totalPages"]) for one in turned] == [(MANY, 2, 3)] * 5
    assert [one["page"] for one in turned] == [1, 2, 3, 4, 1_000]
    assert [one[pages.name] for one in turned] == [items[:2], items[2:4], items[4:], [], []]
    assert (await world.get(f"{path}?limit=100", admin))[pages.name] == items


@pytest.mark.parametrize("pages", PAGED.values(), ids=PAGED)
async def test_a_list_without_anything_has_no_pages(world: World, pages: Pages) -> None:
    admin = await world.admin()
    nothing = {
        "users": "/admin/users?search=nobody-is-called-so",
        "logs": "/admin/audit-logs?action=DATA_DELETION",
        "ratings": f"/ratings/companion/{(await world.applicant('cleo')).companion_id}",
    }
    found = await world.get(nothing.get(pages.name, f"/admin/{pages.name}"), admin)
    nothing_at_all = {"total": 0, "totalIsCapped": False, "page": 1, "limit": pages.usual, "totalPages": 0}
    assert found == {pages.name: [], **nothing_at_all}


@pytest.mark.parametrize("path", ["users", "sessions", "payments", "reports", "audit-logs"])
@pytest.mark.parametrize("wrong", ["page=0", "page=1001", "page=x", "page=1.5", "limit=0", "limit=101", "limit=x"])
async def test_pages_that_nothing_has(world: World, path: str, wrong: str) -> None:
    await malformed(world, f"/admin/{path}?{wrong}", await world.admin(), wrong.partition("=")[0])


@pytest.mark.parametrize("wrong", ["page=0", "page=x", "limit=0", "limit=101"])
async def test_pages_that_no_ratings_have(world: World, wrong: str) -> None:
    await malformed(world, f"/ratings/companion/{NOWHERE}?{wrong}", await world.join("ada"), wrong.partition("=")[0])
