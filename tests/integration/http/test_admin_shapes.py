"""Responses for administrators, and the reports that they decide."""

from typing import Any

import pytest
from attrs import evolve

from tests.integration.http.expected import (
    ID,
    NOW,
    contact,
    contract,
    goal,
    nested,
    payment,
    session,
    user,
)
from tests.integration.http.world import NOWHERE, PASSWORD, Person, World


def page(name: str, *items: Any, **changes: Any) -> dict[str, Any]:
    total = len(items)
    counts = {"total": total, "totalIsCapped": False, "page": 1, "limit": 20, "totalPages": min(total, 1)}
    return {name: list(items), **counts, **changes}


def report(reporter: Person, reported: Person, **changes: Any) -> dict[str, Any]:
    usual = {
        "id": ID,
        "reporterId": reporter.id,
        "reportedUserId": reported.id,
        "sessionId": None,
        "reason": "Rude",
        "description": "They shouted.",
        "status": "PENDING",
        "adminNotes": None,
        "resolvedAt": None,
        "createdAt": NOW,
    }
    return {**usual, **changes}


async def complain(world: World, reporter: Person, reported: Person, **changes: Any) -> Any:
    body = {"reportedUserId": reported.id, "reason": " Rude ", "description": "They shouted.", **changes}
    return await world.post("/reports", reporter, body)


async def test_reporting_somebody(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id = await world.match(ada, cleo)
    assert await complain(world, cleo, ada) == report(cleo, ada)
    assert await complain(world, ada, cleo, sessionId=session_id) == report(ada, cleo, sessionId=session_id)


async def test_reports_that_are_refused(world: World) -> None:
    ada, bo, cleo = await world.join("ada"), await world.join("bo"), await world.companion("cleo")
    foreign = await world.match(bo, cleo)
    words = {"reason": "Rude", "description": "They shouted."}
    refused = {
        "user.not_found": (404, {"reportedUserId": NOWHERE}),
        "report.oneself": (400, {"reportedUserId": ada.id}),
        "session.not_found": (404, {"reportedUserId": cleo.id, "sessionId": foreign}),
        "request.invalid": (400, {"reportedUserId": "17"}),
    }
    for code, (status, body) in refused.items():
        answer = await world.ask("POST", "/reports", ada, json={**words, **body})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await world.get("/admin/reports", await world.admin()))["total"] == 0


async def test_three_reporters_who_met_somebody_put_them_on_hold(world: World) -> None:
    cleo, admin = await world.companion("cleo"), await world.admin()
    reporters, strangers = [[await world.join(f"{kind}{number}") for number in range(3)] for kind in ("ada", "bo")]
    for reporter in reporters:
        await world.end(reporter, cleo)
    for reporter in (*strangers, *reporters[:2]):
        await complain(world, reporter, cleo)
    assert (await world.ask("GET", "/users/me", cleo)).status_code == 200
    await complain(world, reporters[2], cleo)
    assert (await world.ask("GET", "/users/me", cleo)).status_code == 401
    assert (await world.ask("GET", f"/companions/{cleo.companion_id}")).status_code == 404
    back = await world.patch(f"/admin/users/{cleo.id}", admin, {"isActive": True})
    assert back["isActive"]


@pytest.mark.parametrize(("act", "status"), [("resolve", "RESOLVED"), ("dismiss", "DISMISSED")])
async def test_a_report_is_decided_once(world: World, act: str, status: str) -> None:
    ada, bo, admin = await world.join("ada"), await world.join("bo"), await world.admin()
    made = await complain(world, ada, bo)
    assert await world.get("/admin/reports?status=PENDING", admin) == page("reports", made)
    path = f"/admin/reports/{made['id']}"
    decided = await world.post(f"{path}/{act}", admin, {"adminNotes": "Both were heard"})
    assert decided == report(ada, bo, status=status, adminNotes="Both were heard", resolvedAt=NOW)
    assert await world.get(f"/admin/reports?status={status}", admin) == page("reports", decided)
    assert await world.get("/admin/reports?status=PENDING", admin) == page("reports")
    for again in ("resolve", "dismiss"):
        answer = await world.ask("POST", f"{path}/{again}", admin)
        assert answer.status_code == 400
    unknown = await world.ask("POST", f"/admin/reports/{NOWHERE}/{act}", admin)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "report.not_found")


async def test_the_platform_in_numbers_a_few_seconds_old(world: World) -> None:
    ada, cleo, admin = await world.join("ada"), await world.companion("cleo"), await world.admin()
    await world.end(ada, cleo)
    await world.settle()
    await complain(world, ada, cleo)
    counted = {
        "totalUsers": 4,
        "totalCompanions": 1,
        "totalSessions": 1,
        "completedSessions": 1,
        "totalPayments": 1,
        "totalRevenue": 4.58,
        "pendingReports": 1,
    }
    assert await world.get("/admin/stats", admin) == counted
    await world.join("bo")
    assert await world.get("/admin/stats", admin) == counted


async def test_listing_and_searching_users(world: World) -> None:
    admin, ada, bo = await world.admin(), await world.join("ada"), await world.join("bo_b")
    await world.patch("/users/me", bo, {"displayName": "100% Bo"})
    closed = await world.join("closed")
    await world.ask("DELETE", "/users/me", closed)
    everybody = await world.get("/admin/users", admin)
    assert everybody == {**everybody, "total": 4, "page": 1, "limit": 20, "totalPages": 1}
    assert {one["id"] for one in everybody["users"]} == {admin.id, ada.id, bo.id, closed.id}
    assert next(one for one in everybody["users"] if one["id"] == ada.id) == user("ada")
    assert next(one for one in everybody["users"] if one["id"] == closed.id)["deletedAt"] == NOW
    found = {
        search: [one["id"] for one in (await world.get("/admin/users", admin, params={"search": search}))["users"]]
        for search in ("ADA@", "ada", "o_b", "a_a", "100%", "1%0", "nobody", "\\")
    }
    assert found == {
        "ADA@": [ada.id], "ada": [ada.id], "o_b": [bo.id], "a_a": [], "100%": [bo.id], "1%0": [], "nobody": [],
        "\\": [],
    }  # fmt: skip
    assert (await world.get("/admin/users?search=%20", admin))["total"] == 4


async def test_turning_the_pages(world: World) -> None:
    admin = await world.admin()
    for name in ("ada", "bo", "di", "ed"):
        await world.join(name)
    shown = [await world.get(f"/admin/users?limit=2&page={number}", admin) for number in (1, 2, 3, 4)]
    assert [(one["total"], one["page"], one["limit"], one["totalPages"]) for one in shown] == [
        (5, number, 2, 3) for number in (1, 2, 3, 4)
    ]
    assert [len(one["users"]) for one in shown] == [2, 2, 1, 0]
    assert len({found["id"] for one in shown for found in one["users"]}) == 5
    for bad in ("page=0", "page=-1", "page=x", "limit=0", "limit=101", "limit=1.5", "search=%00"):
        assert (await world.ask("GET", f"/admin/users?{bad}", admin)).status_code == 400, bad


@pytest.mark.parametrize(
    "path",
    [
        "/admin/sessions?status=NOPE",
        "/admin/payments?status=PENDING_MATCH",
        "/admin/reports?status=CAPTURED",
        "/admin/audit-logs?action=NOPE",
        "/admin/audit-logs?userId=17",
        "/admin/audit-logs?limit=101",
    ],
)
async def test_filters_that_mean_nothing_are_refused(world: World, path: str) -> None:
    answer = await world.ask("GET", path, await world.admin())
    assert (answer.status_code, answer.json()["code"]) == (400, "request.invalid")
    assert [detail["field"] for detail in answer.json()["details"]] == [path.partition("?")[2].partition("=")[0]]


async def test_changing_somebodys_access(world: World) -> None:
    ada, admin = await world.join("ada"), await world.admin()
    path = f"/admin/users/{ada.id}"
    assert await world.patch(path, admin, {}) == user("ada")
    assert await world.patch(path, admin, {"role": "ADMIN"}) == user("ada", role="ADMIN")
    assert (await world.ask("GET", "/admin/stats", ada)).status_code == 200
    assert await world.patch(path, admin, {"role": "USER", "isActive": False}) == user("ada", isActive=False)
    assert (await world.ask("GET", "/users/me", ada)).json()["code"] == "auth.account_inactive"
    assert (await world.ask("POST", "/auth/refresh", json={"refreshToken": ada.refresh_token})).status_code == 401
    assert await world.patch(path, admin, {"isActive": True}) == user("ada")
    assert (await world.ask("GET", "/users/me", ada)).status_code == 401
    signed_in = await world.post("/auth/login", body={"email": ada.email, "password": PASSWORD})
    assert await world.get("/users/me", evolve(ada, token=signed_in["accessToken"])) == {
        **user("ada"),
        "languagePreferences": [],
    }
    for locked_out in ({"isActive": False}, {"role": "USER"}):
        answer = await world.ask("PATCH", f"/admin/users/{admin.id}", admin, json=locked_out)
        assert (answer.status_code, answer.json()["code"]) == (400, "admin.oneself")
    unknown = await world.ask("PATCH", f"/admin/users/{NOWHERE}", admin, json={"isActive": False})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "user.not_found")


async def test_listing_all_sessions_and_payments(world: World) -> None:
    ada, cleo, admin = await world.join("ada"), await world.companion("cleo"), await world.admin()
    session_id = await world.match(ada, cleo)
    await world.set_goal(ada, session_id)
    await world.post("/contracts", ada, {"sessionId": session_id})
    paid = await world.pay(ada, session_id)
    held = session(ada, status="PAYMENT_AUTHORIZED", companionId=cleo.companion_id)
    whole = {
        **held,
        "allowedActions": [],
        "goal": goal(session_id),
        "contract": contract(session_id),
        "user": contact(ada),
        "companion": nested(cleo, user=contact(cleo)),
    }
    assert await world.get("/admin/sessions", admin) == page("sessions", whole)
    assert await world.get("/admin/sessions?status=PAYMENT_AUTHORIZED", admin) == page("sessions", whole)
    assert await world.get("/admin/sessions?status=COMPLETED", admin) == page("sessions")
    shown = {**payment(session_id, ada), "session": {**held, "user": contact(ada), "goal": goal(session_id)}}
    assert "clientSecret" in paid
    assert await world.get("/admin/payments", admin) == page("payments", shown)
    assert await world.get("/admin/payments?status=AUTHORIZED", admin) == page("payments", shown)
    assert await world.get("/admin/payments?status=FAILED", admin) == page("payments")


async def test_the_audit_log_says_who_did_what_from_where(world: World) -> None:
    admin = await world.admin()
    cleo = await world.applicant("cleo")
    agent = {"User-Agent": "Hush/1.0", "X-Forwarded-For": "203.0.113.5"}
    path = f"/admin/companions/{cleo.companion_id}"
    await world.ask("POST", f"{path}/approve", admin, headers=agent)
    approved = await world.get("/admin/audit-logs?action=COMPANION_APPROVE", admin)
    assert approved == page(
        "logs",
        {
            "id": ID,
            "action": "COMPANION_APPROVE",
            "userId": admin.id,
            "entityType": "Companion",
            "entityId": cleo.companion_id,
            "metadata": {"before": {"status": "PENDING_REVIEW"}, "after": {"status": "APPROVED"}},
            "ipAddress": "127.0.0.1",
            "userAgent": "Hush/1.0",
            "timestamp": NOW,
            "user": contact(admin),
        },
        limit=50,
    )
    await world.patch(f"/admin/users/{cleo.id}", admin, {"isActive": False})
    by_admin = await world.get(f"/admin/audit-logs?userId={admin.id}&limit=1", admin)
    assert (by_admin["total"], by_admin["limit"]) == (3, 1)
    (newest,) = by_admin["logs"]
    assert newest["metadata"] == {
        "before": {"isActive": True, "role": "COMPANION"},
        "after": {"isActive": False, "role": "COMPANION"},
    }


async def test_what_the_platform_does_by_itself_has_no_user_in_the_audit_log(world: World) -> None:
    ada, cleo, admin = await world.join("ada"), await world.companion("cleo"), await world.admin()
    await world.end(ada, cleo)
    await world.settle()
    logs = (await world.get("/admin/audit-logs?action=PAYMENT_CAPTURE", admin))["logs"]
    assert [(log["userId"], log["user"], log["ipAddress"]) for log in logs] == [(None, None, None)]


async def test_a_refund_is_in_the_audit_log_with_who_decided_it(world: World) -> None:
    ada, cleo, admin = await world.join("ada"), await world.companion("cleo"), await world.admin()
    _, payment_id = await world.end(ada, cleo)
    await world.settle()
    refund = {"amount": 5.25, "reason": "ADMIN_OVERRIDE"}
    await world.post(f"/payments/{payment_id}/refund", admin, refund)
    (decided,) = (await world.get(f"/admin/audit-logs?action=ADMIN_ACTION&userId={admin.id}", admin))["logs"]
    assert (decided["entityType"], decided["entityId"]) == ("Payment", payment_id)
    assert decided["metadata"] == {
        "before": {"status": "CAPTURED", "refunded": "0"},
        "after": {"refundRequested": "5.25", "reason": "ADMIN_OVERRIDE"},
    }
    assert (await world.get("/admin/audit-logs?action=PAYMENT_REFUND", admin))["total"] == 1
