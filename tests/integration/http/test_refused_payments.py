"""Errors of the rules of payments, rooms, ratings and reports."""

from datetime import timedelta

import pytest
from httpx import Response

from hushroom_adapters.memory.gateway import Moment
from tests.integration.http.error_cases import Scene, proves, refused, scene_of
from tests.integration.http.world import NOWHERE, World


@pytest.fixture
async def scene(world: World) -> Scene:
    return await scene_of(world)


@refused(400, "payment.session_not_matched")
async def test_nobody_pays_for_a_session_without_a_companion(scene: Scene) -> Response:
    return await scene.pay(await scene.world.book(scene.ada))


@refused(400, "payment.already_paid")
async def test_nobody_pays_twice(scene: Scene) -> Response:
    session_id = await scene.world.match(scene.ada, scene.cleo)
    await scene.pay(session_id)
    return await scene.pay(session_id)


@refused(400, "payment.under_way")
async def test_an_attempt_that_may_be_going_on_is_left_alone(scene: Scene) -> Response:
    session_id = await scene.world.match(scene.ada, scene.cleo)
    scene.world.gateway.faults.plan("confirm", Moment.AFTER)
    await scene.pay(session_id)
    return await scene.pay(session_id)


@refused(400, "payment.session_not_matched")
async def test_nobody_pays_for_a_seat_whose_time_is_over(scene: Scene) -> Response:
    session_id = await scene.world.match(scene.ada, scene.cleo)
    scene.world.clock.advance(timedelta(minutes=30))
    again = (await scene.sign_in(scene.ada)).json()["accessToken"]
    body = {"sessionId": session_id, "paymentMethodId": "pm_card_visa"}
    headers = {"authorization": f"Bearer {again}"}
    return await scene.world.ask("POST", "/payments/authorize", headers=headers, json=body)


@refused(400, "payment.declined")
async def test_a_bank_says_no(scene: Scene) -> Response:
    return await scene.pay(await scene.world.match(scene.ada, scene.cleo), "pm_card_chargeDeclined")


@refused(400, "payment.request_refused")
async def test_a_card_that_the_provider_does_not_know(scene: Scene) -> Response:
    return await scene.pay(await scene.world.match(scene.ada, scene.cleo), "pm_card_of_nobody")


@refused(400, "payment.amount_too_small")
async def test_a_price_that_is_too_small_to_be_charged(scene: Scene) -> Response:
    cheap = await scene.world.companion("cheap", rate=1)
    session_id = await scene.world.book(scene.ada, plannedDuration=15)
    await scene.select(session_id, cheap.companion_id)
    return await scene.pay(session_id)


@refused(503, "payment.provider_unavailable")
async def test_a_provider_that_is_down(scene: Scene) -> Response:
    session_id = await scene.world.match(scene.ada, scene.cleo)
    scene.world.gateway.faults.is_down = True
    return await scene.pay(session_id)


@refused(503, "payment.provider_unavailable")
async def test_onboarding_while_the_provider_is_down(scene: Scene) -> Response:
    scene.world.gateway.faults.is_down = True
    return await scene.ask("POST", "/payments/companion/onboard", scene.cleo)


@refused(404, "companion.not_found")
async def test_onboarding_without_a_profile(scene: Scene) -> Response:
    return await scene.ask("POST", "/payments/companion/onboard", scene.ada)


@refused(403, "payment.not_payer")
async def test_nobody_pays_for_somebody_else(scene: Scene) -> Response:
    session_id = await scene.world.match(scene.ada, scene.cleo)
    return await scene.ask("POST", "/payments/authorize", scene.cleo, sessionId=session_id)


@refused(403, "payment.not_payee")
async def test_the_payer_captures_nothing(scene: Scene) -> Response:
    return await scene.ask("POST", f"/payments/capture/{await scene.captured()}", scene.ada)


@refused(400, "payment.session_not_over")
async def test_nothing_is_captured_before_the_end(scene: Scene) -> Response:
    _, payment_id = await scene.world.ready(scene.ada, scene.cleo)
    return await scene.ask("POST", f"/payments/capture/{payment_id}", scene.cleo)


@refused(400, "payment.not_capturable")
async def test_what_was_never_held_is_not_captured(scene: Scene) -> Response:
    session_id = await scene.world.match(scene.ada, scene.cleo)
    await scene.pay(session_id, "pm_card_chargeDeclined")
    (failed,) = await scene.world.get("/payments", scene.ada)
    await scene.pay(session_id)
    for person in (scene.ada, scene.cleo):
        await scene.step(person, session_id, "ready")
    await scene.world.step(scene.ada, session_id, "start", "end")
    return await scene.ask("POST", f"/payments/capture/{failed['id']}", scene.cleo)


@refused(400, "payment.not_refundable")
async def test_what_was_not_taken_is_not_given_back(scene: Scene) -> Response:
    _, payment_id = await scene.world.ready(scene.ada, scene.cleo)
    return await scene.ask("POST", f"/payments/{payment_id}/refund", scene.root)


@refused(400, "payment.refund_too_large")
async def test_parts_never_add_up_to_more_than_all(scene: Scene) -> Response:
    payment_id = await scene.captured()
    await scene.world.post(f"/payments/{payment_id}/refund", scene.root, {"amount": 10})
    return await scene.ask("POST", f"/payments/{payment_id}/refund", scene.root, amount=5.26)


@proves("payment.not_found")
@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", "capture/"), ("POST", "/refund")])
@pytest.mark.parametrize("wrong", [NOWHERE, "17"])
async def test_no_payment(scene: Scene, method: str, path: str, wrong: str) -> None:
    where = f"{wrong}{path}" if path.startswith("/") else f"{path}{wrong}"
    answer = await scene.ask(method, f"/payments/{where}", scene.root)
    assert (answer.status_code, answer.json()["code"]) == (404, "payment.not_found")


@refused(400, "media.room_too_early")
async def test_a_room_before_the_payment(scene: Scene) -> Response:
    return await scene.ask("POST", f"/media/rooms/{await scene.world.match(scene.ada, scene.cleo)}", scene.ada)


@refused(400, "media.no_room")
async def test_entering_a_room_that_is_not_there(scene: Scene) -> Response:
    session_id, _ = await scene.world.ready(scene.ada, scene.cleo)
    return await scene.ask("GET", f"/media/token/{session_id}", scene.ada)


@refused(400, "media.room_exists")
async def test_a_room_is_opened_once(scene: Scene) -> Response:
    session_id, _ = await scene.world.ready(scene.ada, scene.cleo)
    await scene.ask("POST", f"/media/rooms/{session_id}", scene.ada)
    return await scene.ask("POST", f"/media/rooms/{session_id}", scene.cleo)


@refused(503, "media.unavailable")
async def test_an_audio_service_that_is_down(scene: Scene) -> Response:
    session_id, _ = await scene.world.ready(scene.ada, scene.cleo)
    scene.world.parts.rooms.is_down = True
    return await scene.ask("POST", f"/media/rooms/{session_id}", scene.ada)


@refused(403, "rating.not_party")
async def test_a_stranger_rates_nothing(scene: Scene) -> Response:
    session_id, _ = await scene.world.end(scene.ada, scene.cleo)
    return await scene.ask("POST", "/ratings", scene.root, sessionId=session_id, overallScore=1)


@refused(400, "rating.session_not_completed")
async def test_what_did_not_end_is_not_rated(scene: Scene) -> Response:
    session_id, _ = await scene.world.ready(scene.ada, scene.cleo)
    return await scene.rate(session_id)


@refused(400, "rating.too_late")
async def test_a_session_is_rated_within_48_hours(scene: Scene) -> Response:
    session_id, _ = await scene.world.end(scene.ada, scene.cleo)
    scene.world.clock.advance(timedelta(hours=48, seconds=1))
    again = (await scene.sign_in(scene.ada)).json()["accessToken"]
    headers = {"authorization": f"Bearer {again}"}
    return await scene.world.ask("POST", "/ratings", json={"sessionId": session_id, "overallScore": 5}, headers=headers)


@refused(400, "rating.already_rated")
async def test_nobody_rates_twice(scene: Scene) -> Response:
    session_id, _ = await scene.world.end(scene.ada, scene.cleo)
    await scene.rate(session_id)
    return await scene.rate(session_id)


@refused(400, "report.oneself")
async def test_nobody_reports_oneself(scene: Scene) -> Response:
    body = {"reportedUserId": scene.ada.id, "reason": "Rude", "description": "I shouted."}
    return await scene.ask("POST", "/reports", scene.ada, **body)


@refused(400, "report.already_pending")
async def test_one_report_about_somebody_is_pending(scene: Scene) -> Response:
    body = {"reportedUserId": scene.cleo.id, "reason": "Rude", "description": "They shouted."}
    await scene.ask("POST", "/reports", scene.ada, **body)
    return await scene.ask("POST", "/reports", scene.ada, **body)


@refused(400, "report.quota_reached")
async def test_one_person_files_so_many_reports_a_day(scene: Scene) -> Response:
    answers = []
    for number in range(31):
        person = await scene.world.join(f"reported{number}")
        body = {"reportedUserId": person.id, "reason": "Rude", "description": "They shouted."}
        answers.append(await scene.ask("POST", "/reports", scene.ada, **body))
    return answers[-1]


@refused(400, "export.quota_reached")
async def test_one_person_takes_so_many_exports_a_day(scene: Scene) -> Response:
    return [await scene.ask("POST", "/users/me/data-export", scene.ada) for _ in range(4)][-1]


@refused(404, "user.not_found")
async def test_nobody_is_reported(scene: Scene) -> Response:
    body = {"reportedUserId": NOWHERE, "reason": "Rude", "description": "They shouted."}
    return await scene.ask("POST", "/reports", scene.ada, **body)


@proves("report.not_found")
@pytest.mark.parametrize("act", ["resolve", "dismiss"])
@pytest.mark.parametrize("wrong", [NOWHERE, "17"])
async def test_no_report(scene: Scene, act: str, wrong: str) -> None:
    answer = await scene.ask("POST", f"/admin/reports/{wrong}/{act}", scene.root)
    assert (answer.status_code, answer.json()["code"]) == (404, "report.not_found")


@refused(400, "admin.oneself")
async def test_administrators_do_not_lock_themselves_out(scene: Scene) -> Response:
    return await scene.ask("PATCH", f"/admin/users/{scene.root.id}", scene.root, isActive=False)
