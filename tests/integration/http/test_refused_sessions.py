"""Errors of the rules of sessions, goals, contracts and matching."""

from datetime import date, timedelta
from typing import Any

import pytest
from httpx import Response

from tests.integration.http.error_cases import Scene, proves, refused, scene_of
from tests.integration.http.world import NOWHERE, World, goal_body


@pytest.fixture
async def scene(world: World) -> Scene:
    return await scene_of(world)


@proves("goal.not_found")
@pytest.mark.parametrize("moment", ["2026-03-02T08:00:00Z", "2020-01-01T00:00:00Z", "2027-03-02T09:00:01Z"])
async def test_sessions_are_booked_for_the_coming_year(scene: Scene, moment: str) -> None:
    answer = await scene.ask("POST", "/sessions", scene.ada, type="FOCUS", scheduledAt=moment)
    assert (answer.status_code, [one["field"] for one in answer.json()["details"]]) == (400, ["scheduledAt"])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/sessions/{}"),
        ("POST", "/sessions/{}/ready"),
        ("GET", "/ratings/session/{}"),
        ("POST", "/media/rooms/{}"),
        ("GET", "/media/token/{}"),
        ("DELETE", "/media/rooms/{}"),
    ],
)
@pytest.mark.parametrize("wrong", [NOWHERE, "17"])
async def test_no_session(scene: Scene, method: str, path: str, wrong: str) -> None:
    answer = await scene.ask(method, path.format(wrong), scene.ada)
    assert (answer.status_code, answer.json()["code"]) == (404, "session.not_found")


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/goals", {name: value for name, value in goal_body(NOWHERE).items() if name != "sessionId"}),
        ("/contracts", {}),
        ("/matching/find", {}),
        ("/matching/select", {"companionId": NOWHERE}),
        ("/payments/authorize", {}),
        ("/payments/checkout", {}),
        ("/ratings", {"overallScore": 5}),
    ],
)
async def test_what_is_for_no_session(scene: Scene, path: str, more: dict[str, Any]) -> None:
    answer = await scene.ask("POST", path, scene.ada, sessionId=NOWHERE, **more)
    assert (answer.status_code, answer.json()["code"]) == (404, "session.not_found")


@refused(400, "session.already_ready")
async def test_nobody_is_ready_twice(scene: Scene) -> Response:
    session_id = await scene.world.match(scene.ada, scene.cleo)
    await scene.pay(session_id)
    await scene.step(scene.ada, session_id, "ready")
    return await scene.step(scene.ada, session_id, "ready")


@refused(400, "session.other_not_ready")
async def test_nobody_starts_alone(scene: Scene) -> Response:
    session_id = await scene.world.match(scene.ada, scene.cleo)
    await scene.pay(session_id)
    await scene.step(scene.ada, session_id, "ready")
    return await scene.step(scene.ada, session_id, "start")


@refused(400, "session.payment_not_held")
async def test_nobody_begins_on_a_hold_that_has_run_out(scene: Scene) -> Response:
    session_id = await scene.appointed()
    await scene.select(session_id)
    await scene.pay(session_id)
    for person in (scene.ada, scene.cleo):
        await scene.step(person, session_id, "ready")
    scene.world.clock.advance(timedelta(days=7))
    again = (await scene.sign_in(scene.ada)).json()["accessToken"]
    headers = {"authorization": f"Bearer {again}"}
    return await scene.world.ask("POST", f"/sessions/{session_id}/start", headers=headers)


@refused(400, "session.already_running")
async def test_nobody_begins_a_second_session_beside_one_that_runs(scene: Scene) -> Response:
    running, _ = await scene.world.ready(scene.ada, scene.cleo)
    second, _ = await scene.world.ready(scene.ada, await scene.world.companion("cara"))
    await scene.step(scene.ada, running, "start")
    return await scene.step(scene.ada, second, "start")


@refused(400, "session.overlaps")
async def test_nobody_has_two_appointments_at_one_time(scene: Scene) -> Response:
    await scene.select(await scene.appointed())
    other = await scene.world.companion("cara")
    return await scene.select(await scene.appointed(), other.companion_id)


@refused(400, "matching.too_many_unpaid")
async def test_nobody_keeps_a_fourth_seat_unpaid(scene: Scene) -> Response:
    for day in ("2026-03-09", "2026-03-16", "2026-03-23"):
        await scene.select(await scene.appointed(day))
    return await scene.select(await scene.appointed("2026-03-30"))


@refused(400, "contract.not_accepted")
async def test_a_contract_is_accepted_by_both_before_the_start(scene: Scene) -> Response:
    session_id = await scene.world.match(scene.ada, scene.cleo)
    contract = await scene.world.post("/contracts", scene.ada, {"sessionId": session_id})
    await scene.world.post(f"/contracts/{contract['id']}/accept", scene.ada)
    await scene.pay(session_id)
    for person in (scene.ada, scene.cleo):
        await scene.step(person, session_id, "ready")
    return await scene.step(scene.ada, session_id, "start")


@refused(400, "machine.illegal_step")
async def test_what_is_over_is_not_cancelled(scene: Scene) -> Response:
    session_id, _ = await scene.world.end(scene.ada, scene.cleo)
    return await scene.step(scene.ada, session_id, "cancel")


@refused(403, "session.not_party")
async def test_a_stranger_takes_no_step(scene: Scene) -> Response:
    return await scene.step(scene.root, await scene.world.book(scene.ada), "cancel")


@refused(403, "goal.not_owner")
async def test_the_companion_sets_no_goal(scene: Scene) -> Response:
    return await scene.ask("POST", "/goals", scene.cleo, **goal_body(await scene.world.match(scene.ada, scene.cleo)))


@refused(400, "goal.frozen")
async def test_the_goal_of_a_session_that_is_over_stays(scene: Scene) -> Response:
    session_id = await scene.world.book(scene.ada)
    goal = await scene.world.set_goal(scene.ada, session_id)
    await scene.world.step(scene.ada, session_id, "cancel")
    return await scene.ask("PATCH", f"/goals/{goal['id']}", scene.ada, title="Another one")


@refused(400, "goal.frozen")
async def test_a_session_that_is_over_gets_no_goal(scene: Scene) -> Response:
    session_id, _ = await scene.world.end(scene.ada, scene.cleo)
    return await scene.ask("POST", "/goals", scene.ada, **goal_body(session_id))


async def test_a_goal_changes_and_is_not_judged_in_the_same_request(scene: Scene) -> None:
    goal = await scene.world.set_goal(scene.ada, await scene.world.book(scene.ada))
    both = await scene.ask("PATCH", f"/goals/{goal['id']}", scene.ada, title="Another one", isAchieved=True)
    assert (both.status_code, both.json()["details"][0]["field"]) == (400, "isAchieved")
    changed = await scene.ask("PATCH", f"/goals/{goal['id']}", scene.ada, title="Another one", keywords=[])
    assert changed.json() == {**goal, "title": "Another one", "keywords": [], "updatedAt": changed.json()["updatedAt"]}


@refused(403, "contract.not_owner")
async def test_the_companion_draws_up_no_contract(scene: Scene) -> Response:
    session_id = await scene.world.match(scene.ada, scene.cleo)
    return await scene.ask("POST", "/contracts", scene.cleo, sessionId=session_id)


@refused(403, "contract.not_party")
async def test_a_stranger_accepts_no_contract(scene: Scene) -> Response:
    contract = await scene.world.post("/contracts", scene.ada, {"sessionId": await scene.world.book(scene.ada)})
    return await scene.ask("POST", f"/contracts/{contract['id']}/accept", scene.root)


@refused(403, "session.not_owner")
async def test_nobody_looks_for_anothers_companion(scene: Scene) -> Response:
    return await scene.ask("POST", "/matching/find", scene.root, sessionId=await scene.world.book(scene.ada))


@refused(409, "goal.already_exists")
async def test_a_session_has_one_goal(scene: Scene) -> Response:
    session_id = await scene.world.book(scene.ada)
    await scene.world.set_goal(scene.ada, session_id)
    return await scene.ask("POST", "/goals", scene.ada, **goal_body(session_id))


@pytest.mark.parametrize("wrong", [NOWHERE, "17"])
async def test_no_goal(scene: Scene, wrong: str) -> None:
    for method in ("GET", "PATCH"):
        answer = await scene.ask(method, f"/goals/{wrong}", scene.ada)
        assert (answer.status_code, answer.json()["code"]) == (404, "goal.not_found")


@refused(404, "goal.not_found")
async def test_a_session_without_a_goal(scene: Scene) -> Response:
    return await scene.ask("GET", f"/goals/{await scene.world.book(scene.ada)}", scene.ada)


@refused(409, "contract.already_exists")
async def test_a_session_has_one_contract(scene: Scene) -> Response:
    session_id = await scene.world.book(scene.ada)
    await scene.world.post("/contracts", scene.ada, {"sessionId": session_id})
    return await scene.ask("POST", "/contracts", scene.ada, sessionId=session_id)


@refused(400, "contract.frozen")
async def test_what_somebody_has_accepted_does_not_change(scene: Scene) -> Response:
    contract = await scene.world.post("/contracts", scene.ada, {"sessionId": await scene.world.book(scene.ada)})
    await scene.world.post(f"/contracts/{contract['id']}/accept", scene.ada)
    return await scene.ask("PATCH", f"/contracts/{contract['id']}", scene.ada, mode="STRICT")


@proves("contract.not_found")
@pytest.mark.parametrize("wrong", [NOWHERE, "17"])
async def test_no_contract(scene: Scene, wrong: str) -> None:
    for method, path in (("GET", ""), ("PATCH", ""), ("POST", "/accept")):
        answer = await scene.ask(method, f"/contracts/{wrong}{path}", scene.ada)
        assert (answer.status_code, answer.json()["code"]) == (404, "contract.not_found")


@pytest.mark.parametrize("wrong", [NOWHERE, "17"])
async def test_no_template(scene: Scene, wrong: str) -> None:
    answer = await scene.ask("GET", f"/contracts/templates/{wrong}")
    assert (answer.status_code, answer.json()["code"]) == (404, "contract.template_not_found")


@refused(404, "contract.template_not_found")
async def test_a_contract_of_no_template(scene: Scene) -> Response:
    session_id = await scene.world.book(scene.ada)
    return await scene.ask("POST", "/contracts", scene.ada, sessionId=session_id, templateId=NOWHERE)


@refused(404, "contract.template_not_found")
async def test_other_terms_of_no_template(scene: Scene) -> Response:
    contract = await scene.world.post("/contracts", scene.ada, {"sessionId": await scene.world.book(scene.ada)})
    return await scene.ask("PATCH", f"/contracts/{contract['id']}", scene.ada, templateId=NOWHERE)


@refused(400, "session.not_pending_match")
async def test_nobody_is_looked_for_once_somebody_is_found(scene: Scene) -> Response:
    session_id = await scene.world.match(scene.ada, scene.cleo)
    return await scene.ask("POST", "/matching/find", scene.ada, sessionId=session_id)


@refused(404, "session.not_found")
async def test_the_results_of_what_is_no_id(scene: Scene) -> Response:
    return await scene.ask("GET", "/matching/results/17", scene.ada)


async def test_the_results_of_no_session_are_none(scene: Scene) -> None:
    assert await scene.world.get(f"/matching/results/{NOWHERE}", scene.ada) == []


@refused(404, "companion.not_found")
async def test_choosing_nobody(scene: Scene) -> Response:
    return await scene.select(await scene.world.book(scene.ada), NOWHERE)


@refused(400, "machine.illegal_step")
async def test_nobody_is_chosen_twice(scene: Scene) -> Response:
    return await scene.select(await scene.world.match(scene.ada, scene.cleo))


@refused(400, "matching.not_selectable")
async def test_an_applicant_is_not_chosen(scene: Scene) -> Response:
    applicant = await scene.world.applicant("al")
    return await scene.select(await scene.world.book(scene.ada), applicant.companion_id)


@refused(400, "matching.own_companion")
async def test_nobody_keeps_company_to_oneself(scene: Scene) -> Response:
    body = {"sessionId": await scene.world.book(scene.cleo), "companionId": scene.cleo.companion_id}
    return await scene.ask("POST", "/matching/select", scene.cleo, **body)


@refused(400, "availability.companion_full")
async def test_a_companion_has_so_many_seats(scene: Scene) -> Response:
    await scene.world.match(scene.ada, scene.cleo)
    return await scene.select(await scene.world.book(scene.ada))


@refused(400, "availability.companion_blocked")
async def test_a_companion_takes_hours_back(scene: Scene) -> Response:
    await scene.world.post("/availability/me/block", scene.cleo, {"date": "2026-03-09"})
    return await scene.select(await scene.appointed())


@refused(400, "availability.outside_hours")
async def test_a_companion_with_hours_is_free_within_them(scene: Scene) -> Response:
    hours = {"dayOfWeek": "TUESDAY", "startTime": "09:00", "endTime": "17:00"}
    await scene.world.put("/availability/me", scene.cleo, {"slots": [hours]})
    return await scene.select(await scene.appointed())


@refused(400, "session.quota_reached")
async def test_so_many_sessions_wait_for_a_match(scene: Scene) -> Response:
    return [await scene.ask("POST", "/sessions", scene.ada, type="FOCUS") for _ in range(21)][-1]


@refused(400, "availability.quota_reached")
async def test_a_companion_makes_so_many_blocks_a_day(scene: Scene) -> Response:
    days = [(date(2026, 4, 1) + timedelta(days=number)).isoformat() for number in range(101)]
    return [await scene.ask("POST", "/availability/me/block", scene.cleo, date=day) for day in days][-1]
