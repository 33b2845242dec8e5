"""Errors of the rules of accounts, companions and hours."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from httpx import Response

from tests.integration.http.email_changes import asked
from tests.integration.http.error_cases import Scene, proves, refused, scene_of
from tests.integration.http.second_factors import begun, enrolled
from tests.integration.http.world import NOWHERE, PASSWORD, RESET, World

BLOCKS_A_DAY = 100


@pytest.fixture
async def scene(world: World) -> Scene:
    return await scene_of(world)


@refused(409, "auth.email_taken")
async def test_the_address_of_a_closed_account_is_still_taken(scene: Scene) -> Response:
    await scene.ask("DELETE", "/users/me", scene.ada)
    body: dict[str, Any] = {"email": scene.ada.email.upper(), "password": PASSWORD, "dateOfBirth": "1990-05-17"}
    return await scene.ask("POST", "/auth/register", **body)


@refused(403, "auth.too_young")
async def test_nobody_registers_the_day_before_they_are_18(scene: Scene) -> Response:
    body: dict[str, Any] = {"email": "new@example.com", "password": PASSWORD, "dateOfBirth": "2008-03-03"}
    return await scene.ask("POST", "/auth/register", **body)


@refused(401, "auth.wrong_credentials")
async def test_nobody_signs_in_to_a_closed_account(scene: Scene) -> Response:
    await scene.ask("DELETE", "/users/me", scene.ada)
    return await scene.sign_in(scene.ada)


@refused(401, "auth.wrong_credentials")
async def test_nobody_signs_in_to_an_account_that_was_deactivated(scene: Scene) -> Response:
    await scene.world.patch(f"/admin/users/{scene.ada.id}", scene.root, {"isActive": False})
    return await scene.sign_in(scene.ada)


@refused(401, "auth.wrong_credentials")
async def test_nobody_brings_an_account_back_that_is_not_deleted(scene: Scene) -> Response:
    return await scene.come_back(scene.ada)


@refused(401, "auth.wrong_credentials")
async def test_nobody_brings_an_account_back_thirty_days_after_its_deletion(scene: Scene) -> Response:
    await scene.ask("DELETE", "/users/me", scene.ada)
    scene.world.clock.advance(timedelta(days=30))
    return await scene.come_back(scene.ada)


@refused(401, "auth.refresh.just_rotated")
async def test_a_refresh_token_used_ten_seconds_ago_is_anothers_tab(scene: Scene) -> Response:
    await scene.refresh(scene.ada.refresh_token)
    scene.world.clock.advance(timedelta(seconds=10))
    return await scene.refresh(scene.ada.refresh_token)


@refused(401, "auth.refresh.reused")
async def test_a_refresh_token_used_longer_ago_is_a_thiefs(scene: Scene) -> Response:
    await scene.refresh(scene.ada.refresh_token)
    scene.world.clock.advance(timedelta(seconds=11))
    return await scene.refresh(scene.ada.refresh_token)


@refused(401, "auth.refresh.invalid")
async def test_after_a_theft_the_whole_family_of_tokens_is_dead(scene: Scene) -> Response:
    newest = (await scene.refresh(scene.ada.refresh_token)).json()["refreshToken"]
    scene.world.clock.advance(timedelta(seconds=11))
    await scene.refresh(scene.ada.refresh_token)
    return await scene.refresh(newest)


@refused(401, "auth.refresh.invalid")
async def test_a_refresh_token_lives_for_seven_days(scene: Scene) -> Response:
    scene.world.clock.advance(timedelta(days=7))
    return await scene.refresh(scene.ada.refresh_token)


@refused(401, "auth.wrong_password")
async def test_a_new_password_wants_the_old_one(scene: Scene) -> Response:
    body = {"currentPassword": "Wrong123!", "newPassword": "Different456!"}
    return await scene.ask("POST", "/auth/change-password", scene.ada, **body)


@refused(401, "auth.second_factor.challenge_ended")
async def test_a_challenge_that_took_longer_than_five_minutes(scene: Scene) -> Response:
    app = await enrolled(scene.world, scene.ada)
    challenge = (await app.log_in())["challenge"]
    scene.world.clock.advance(timedelta(minutes=5))
    return await scene.ask("POST", "/auth/second-factor", challenge=challenge, code=app.code())


@refused(401, "auth.second_factor.wrong")
async def test_the_code_that_confirmed_the_app_is_used(scene: Scene) -> Response:
    app = await enrolled(scene.world, scene.ada)
    challenge = (await app.log_in())["challenge"]
    return await scene.ask("POST", "/auth/second-factor", challenge=challenge, code=app.code(-1))


@refused(401, "auth.second_factor.wrong")
async def test_a_recovery_code_of_somebody_else(scene: Scene) -> Response:
    app, other = await enrolled(scene.world, scene.ada), await enrolled(scene.world, scene.cleo)
    challenge = (await app.log_in())["challenge"]
    return await scene.ask("POST", "/auth/second-factor", challenge=challenge, recoveryCode=other.recovery_codes[0])


@refused(409, "auth.totp.enrolled")
async def test_nobody_has_two_authenticator_apps(scene: Scene) -> Response:
    await enrolled(scene.world, scene.ada)
    return await scene.ask("POST", "/users/me/factors/totp", scene.ada)


@refused(400, "auth.totp.not_begun")
async def test_an_app_that_was_not_set_up_confirms_nothing(scene: Scene) -> Response:
    return await scene.ask("POST", "/users/me/factors/totp/confirm", scene.ada, code="123456")


@refused(400, "auth.totp.wrong_code")
async def test_an_app_is_confirmed_by_a_code_of_its_own(scene: Scene) -> Response:
    await begun(scene.world, scene.ada)
    other = await begun(scene.world, scene.cleo)
    return await scene.ask("POST", "/users/me/factors/totp/confirm", scene.ada, code=other.code())


@refused(403, "auth.step_up_required")
async def test_an_app_is_not_removed_ten_minutes_after_its_last_code(scene: Scene) -> Response:
    await enrolled(scene.world, scene.ada)
    scene.world.clock.advance(timedelta(minutes=10))
    return await scene.ask("DELETE", "/users/me/factors/totp", scene.ada)


@refused(404, "factor.not_found")
async def test_nothing_replaces_a_factor_that_is_not_there(scene: Scene) -> Response:
    return await scene.ask("POST", "/users/me/factors/recovery-codes", scene.ada)


@refused(404, "device.not_found")
async def test_the_device_of_somebody_else(scene: Scene) -> Response:
    (device,) = (await scene.ask("GET", "/users/me/devices", scene.ada)).json()
    return await scene.ask("DELETE", f"/users/me/devices/{device['id']}", scene.cleo)


@refused(401, "auth.sign_in_ended")
async def test_whoever_signed_out_is_out_with_the_access_token_too(scene: Scene) -> Response:
    await scene.ask("POST", "/auth/logout", refreshToken=scene.ada.refresh_token)
    return await scene.ask("GET", "/users/me", scene.ada)


@refused(401, "auth.sign_in_ended")
async def test_a_token_of_before_the_new_password_deletes_no_account(scene: Scene) -> Response:
    body = {"currentPassword": PASSWORD, "newPassword": "Different456!"}
    await scene.ask("POST", "/auth/change-password", scene.ada, **body)
    return await scene.ask("DELETE", "/users/me", scene.ada)


@refused(401, "auth.sign_in_ended")
async def test_a_thiefs_refresh_takes_the_access_tokens_of_the_family_along(scene: Scene) -> Response:
    child = (await scene.refresh(scene.ada.refresh_token)).json()
    scene.world.clock.advance(timedelta(seconds=11))
    await scene.refresh(scene.ada.refresh_token)
    return await scene.ask("GET", "/companions/me", evolve(scene.ada, token=child["accessToken"]))


@refused(400, "auth.token_useless")
async def test_a_link_mailed_before_the_password_was_changed(scene: Scene) -> Response:
    await scene.ask("POST", "/auth/forgot-password", email=scene.ada.email)
    link = await scene.world.mailed_token(scene.ada.email, RESET)
    body = {"currentPassword": PASSWORD, "newPassword": "Different456!"}
    await scene.ask("POST", "/auth/change-password", scene.ada, **body)
    return await scene.ask("POST", "/auth/reset-password", token=link, password="Stolen123!")


@refused(400, "email_change.same_address")
async def test_a_change_to_the_address_that_one_has(scene: Scene) -> Response:
    return await scene.ask("POST", "/users/me/email-change", scene.ada, email=scene.ada.email, password=PASSWORD)


@refused(400, "email_change.quota_reached")
async def test_a_sixth_change_of_address_in_a_day(scene: Scene) -> Response:
    for number in range(5):
        body = {"email": f"new{number}@example.com", "password": PASSWORD}
        await scene.ask("POST", "/users/me/email-change", scene.ada, **body)
    return await scene.ask("POST", "/users/me/email-change", scene.ada, email="new@example.com", password=PASSWORD)


@refused(400, "email_change.mailbox_quota_reached")
async def test_a_sixth_change_to_one_address_in_a_day(scene: Scene) -> Response:
    people = [await scene.world.join(f"mover{number}") for number in range(6)]
    body = {"email": "new@example.com", "password": PASSWORD}
    return [await scene.ask("POST", "/users/me/email-change", one, **body) for one in people][-1]


@refused(409, "auth.email_taken")
async def test_a_change_to_an_address_that_was_taken_meanwhile(scene: Scene) -> Response:
    token = await asked(scene.world, scene.ada, "new@example.com")
    body: dict[str, Any] = {"email": "new@example.com", "password": PASSWORD, "dateOfBirth": "1990-05-17"}
    await scene.ask("POST", "/auth/register", **body)
    return await scene.ask("POST", "/auth/confirm-email-change", token=token)


@refused(403, "auth.step_up_required")
async def test_a_change_of_address_long_after_the_second_factor_was_shown(scene: Scene) -> Response:
    await enrolled(scene.world, scene.ada)
    scene.world.clock.advance(timedelta(minutes=11))
    return await scene.ask("POST", "/users/me/email-change", scene.ada, email="new@example.com", password=PASSWORD)


@refused(400, "auth.token_useless")
async def test_a_mailed_token_that_nobody_was_sent(scene: Scene) -> Response:
    return await scene.ask("POST", "/auth/verify-email", token="nobody-sent-this")


@refused(409, "companion.already_registered")
async def test_nobody_applies_twice(scene: Scene) -> Response:
    return await scene.ask("POST", "/companions/register", scene.cleo, baseRate=20)


@proves("availability.block_not_found")
@pytest.mark.parametrize(
    "path", [f"/companions/{NOWHERE}", f"/availability/{NOWHERE}", "/companions/17", "/availability/17",
             "/ratings/companion/17"],
)  # fmt: skip
async def test_no_companion(scene: Scene, path: str) -> None:
    answer = await scene.ask("GET", path, scene.ada)
    assert (answer.status_code, answer.json()["code"]) == (404, "companion.not_found")


@refused(404, "companion.not_found")
async def test_an_applicants_hours_are_not_shown(scene: Scene) -> Response:
    applicant = await scene.world.applicant("al")
    return await scene.ask("GET", f"/availability/{applicant.companion_id}")


@refused(400, "companion.not_pending")
async def test_who_is_a_companion_is_not_approved_again(scene: Scene) -> Response:
    return await scene.ask("POST", f"/admin/companions/{scene.cleo.companion_id}/approve", scene.root)


@refused(404, "companion.not_found")
async def test_nobody_is_suspended(scene: Scene) -> Response:
    return await scene.ask("POST", f"/admin/companions/{NOWHERE}/suspend", scene.root)


@refused(404, "companion.not_found")
async def test_nobody_is_reactivated(scene: Scene) -> Response:
    return await scene.ask("POST", f"/admin/companions/{NOWHERE}/reactivate", scene.root)


@pytest.mark.parametrize(
    ("slots", "field"),
    [
        ([("MONDAY", "17:00", "09:00")], "slots.0.startTime"),
        ([("MONDAY", "09:00", "09:00")], "slots.0.startTime"),
        ([("MONDAY", "09:00", "12:00"), ("MONDAY", "11:59", "13:00")], "slots.1"),
        ([("MONDAY", "20:00", "24:00"), ("MONDAY", "23:00", "23:59")], "slots.1"),
        ([("MONDAY", "24:00", "24:00")], "slots.0.startTime"),
        ([("MONDAY", "23:00", "24:01")], "slots.0.endTime"),
    ],
)
async def test_hours_that_no_day_has(scene: Scene, slots: list[tuple[str, str, str]], field: str) -> None:
    hours = [{"dayOfWeek": day, "startTime": start, "endTime": end} for day, start, end in slots]
    answer = await scene.ask("PUT", "/availability/me", scene.cleo, slots=hours)
    assert (answer.status_code, [one["field"] for one in answer.json()["details"]]) == (400, [field])
    assert await scene.world.get("/availability/me", scene.cleo) == []


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"isRecurring": False}, "slots.0.specificDate"),
        ({"isRecurring": False, "specificDate": "2026-03-10"}, "slots.0.specificDate"),
        ({"timezone": "Europe/Atlantis"}, "slots.0.timezone"),
    ],
)
async def test_hours_that_name_no_day_or_no_zone(scene: Scene, about: dict[str, object], field: str) -> None:
    hours = {"dayOfWeek": "MONDAY", "startTime": "09:00", "endTime": "17:00", **about}
    answer = await scene.ask("PUT", "/availability/me", scene.cleo, slots=[hours])
    assert (answer.status_code, [one["field"] for one in answer.json()["details"]]) == (400, [field])
    assert await scene.world.get("/availability/me", scene.cleo) == []


async def test_hours_may_meet(scene: Scene) -> None:
    meeting = [{"dayOfWeek": "MONDAY", "startTime": "09:00", "endTime": "12:00"}]
    meeting.append({"dayOfWeek": "MONDAY", "startTime": "12:00", "endTime": "13:00"})
    assert len(await scene.world.put("/availability/me", scene.cleo, {"slots": meeting})) == 2


async def test_a_block_ends_after_it_starts(scene: Scene) -> None:
    body = {"date": "2026-03-09", "startTime": "12:00", "endTime": "11:00"}
    answer = await scene.ask("POST", "/availability/me/block", scene.cleo, **body)
    assert (answer.status_code, [one["field"] for one in answer.json()["details"]]) == (400, ["startTime"])


@refused(400, "availability.too_many_slots")
async def test_there_are_five_hundred_blocks_at_most(scene: Scene) -> Response:
    cleo = scene.cleo
    for number in range(500):
        day = f"2027-{number % 12 + 1:02}-{number // 12 % 28 + 1:02}"
        start, end = ("09:00", "10:00") if number < 336 else ("11:00", "12:00")
        await scene.world.post("/availability/me/block", cleo, {"date": day, "startTime": start, "endTime": end})
        if number % BLOCKS_A_DAY == BLOCKS_A_DAY - 1:
            scene.world.clock.advance(timedelta(days=1))
            cleo = evolve(cleo, token=(await scene.sign_in(cleo)).json()["accessToken"])
    return await scene.ask("POST", "/availability/me/block", cleo, date="2028-01-01")


@pytest.mark.parametrize("wrong", [NOWHERE, "17"])
async def test_no_block(scene: Scene, wrong: str) -> None:
    answer = await scene.ask("DELETE", f"/availability/me/block/{wrong}", scene.cleo)
    assert (answer.status_code, answer.json()["code"]) == (404, "availability.block_not_found")


@refused(404, "notification.not_found")
async def test_an_unknown_notification_is_not_marked_as_read(scene: Scene) -> Response:
    return await scene.ask("POST", f"/notifications/{NOWHERE}/read", scene.ada)
