"""The filters of the lists of administrators over API v1."""

from typing import Any

import pytest

from tests.integration.http.world import Person, World


@pytest.fixture
async def admin(world: World) -> Person:
    return await world.admin()


async def emails(world: World, admin: Person, query: str) -> set[str]:
    found: Any = await world.get(f"/admin/users?{query}", admin)
    assert found["total"] == len(found["users"])
    return {user["email"] for user in found["users"]}


async def test_users_are_listed_by_role_and_by_whether_they_are_active(world: World, admin: Person) -> None:
    ada, bob = await world.join("ada"), await world.join("bob")
    await world.patch(f"/admin/users/{bob.id}", admin, {"isActive": False})
    assert await emails(world, admin, "role=ADMIN") == {admin.email}
    assert await emails(world, admin, "isActive=false") == {bob.email}
    assert await emails(world, admin, "role=USER&isActive=true") == {ada.email}
    assert await emails(world, admin, "search=ada&role=ADMIN") == set()


async def test_the_audit_log_is_listed_by_what_was_acted_upon(world: World, admin: Person) -> None:
    ada = await world.join("ada")
    await world.patch(f"/admin/users/{ada.id}", admin, {"role": "COMPANION"})
    logs = (await world.get(f"/admin/audit-logs?entityId={ada.id}", admin))["logs"]
    assert [(log["action"], log["entityId"]) for log in logs] == [
        ("ADMIN_ACTION", ada.id),
        ("USER_REGISTER", ada.id),
    ]


async def test_reports_are_listed_by_the_person_they_are_about(world: World, admin: Person) -> None:
    ada, bob = await world.join("ada"), await world.join("bob")
    complaint = {"reportedUserId": bob.id, "reason": "Rude", "description": "They shouted."}
    report = await world.post("/reports", ada, complaint)
    found = await world.get(f"/admin/reports?reportedUserId={bob.id}", admin)
    assert ([one["id"] for one in found["reports"]], found["total"]) == ([report["id"]], 1)
    assert (await world.get(f"/admin/reports?reportedUserId={ada.id}", admin))["total"] == 0


@pytest.mark.parametrize("query", ["users?role=KING", "users?isActive=maybe", "audit-logs?entityId=x"])
async def test_a_filter_that_means_nothing_is_refused(world: World, admin: Person, query: str) -> None:
    assert (await world.ask("GET", f"/admin/{query}", admin)).status_code == 400
