"""The second step of a sign-in over API v1."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from tests.integration.http.passkey_steps import a_device, add_passkey, signature
from tests.integration.http.platform_parts import Parts
from tests.integration.http.second_factors import begun, enrolled
from tests.integration.http.world import PASSWORD, World


async def test_a_login_without_a_second_factor_is_answered_as_ever(world: World) -> None:
    ada = await world.join("ada")
    answer = await world.post("/auth/login", body={"email": ada.email, "password": PASSWORD})
    assert answer.keys() == {"user", "accessToken", "refreshToken", "deviceToken"}


async def test_a_login_with_one_answers_a_challenge_and_the_code_brings_the_tokens(world: World) -> None:
    ada = await world.join("ada")
    app = await enrolled(world, ada)
    answer = await world.ask("POST", "/auth/login", json={"email": ada.email, "password": PASSWORD})
    assert answer.status_code == 201
    found = answer.json()
    assert found == {
        "secondFactorRequired": True,
        "challenge": found["challenge"],
        "methods": ["TOTP", "RECOVERY_CODE"],
    }
    assert (await world.ask("POST", "/auth/refresh", json={"refreshToken": found["challenge"]})).status_code == 401
    signed_in = await world.post("/auth/second-factor", body={"challenge": found["challenge"], "code": app.code()})
    assert signed_in.keys() == {"user", "accessToken", "refreshToken", "deviceToken"}
    body = {"challenge": (await app.log_in())["challenge"], "recoveryCode": app.recovery_codes[0].lower()}
    assert (await world.post("/auth/second-factor", body=body))["user"]["id"] == ada.id


async def test_what_is_shown_once_is_stored_as_nothing_that_lets_anybody_in(world: World, parts: Parts) -> None:
    ada = await world.join("ada")
    app = await enrolled(world, ada)
    challenge = (await app.log_in())["challenge"]
    kept = await parts.kept()
    assert challenge not in kept
    assert not [code for code in app.recovery_codes if code in kept or code.replace("-", "") in kept]
    export = (await world.ask("POST", "/users/me/data-export", ada)).text
    assert app.secret not in export


async def test_an_app_is_offered_as_a_picture_and_in_words(world: World) -> None:
    ada = await world.join("ada")
    offered: dict[str, Any] = await world.post("/users/me/factors/totp", ada)
    assert offered.keys() == {"secret", "otpauthUrl", "qrSvg"}
    assert offered["qrSvg"].startswith("<svg")
    assert offered["secret"] in offered["otpauthUrl"]
    assert await world.get("/users/me/factors", ada) == {"methods": [], "totpSince": None, "recoveryCodesLeft": 0}
    await enrolled(world, ada)
    state = await world.get("/users/me/factors", ada)
    assert state["methods"] == ["TOTP", "RECOVERY_CODE"]
    assert state["totpSince"] is not None
    assert state["recoveryCodesLeft"] == 10


async def test_a_passkey_meets_the_challenge_and_is_shown_again(world: World) -> None:
    ada, device = await world.join("ada"), a_device()
    await add_passkey(world, ada, device)
    app = await enrolled(world, ada)
    found = await app.log_in()
    assert found["methods"] == ["TOTP", "RECOVERY_CODE", "PASSKEY"]
    body = {"challenge": found["challenge"], "assertion": await signature(world, device)}
    assert (await world.post("/auth/second-factor", body=body))["user"]["id"] == ada.id
    again = await world.ask(
        "POST", "/auth/second-factor", json={**body, "challenge": (await app.log_in())["challenge"]}
    )
    assert (again.status_code, again.json()["code"]) == (401, "auth.passkey.wrong")
    world.clock.advance(timedelta(minutes=10))
    refused = await world.ask("POST", "/users/me/factors/recovery-codes", ada)
    assert [one["message"] for one in refused.json()["details"]] == ["TOTP", "RECOVERY_CODE", "PASSKEY"]
    await world.post("/auth/step-up", ada, {"assertion": await signature(world, device)})
    await world.post("/users/me/factors/recovery-codes", ada)
    both = {"assertion": await signature(world, device), "code": app.code()}
    answer = await world.ask("POST", "/auth/step-up", ada, json=both)
    assert (answer.status_code, answer.json()["code"]) == (400, "request.invalid")


@pytest.mark.parametrize("proof", [{}, {"code": "123456", "recoveryCode": "ABCD"}, {"code": ""}, {"code": "1" * 65}])
async def test_exactly_one_code_must_come(world: World, proof: dict[str, str]) -> None:
    answer = await world.ask("POST", "/auth/second-factor", json={"challenge": "any", **proof})
    assert (answer.status_code, answer.json()["code"]) == (400, "request.invalid")


@pytest.mark.parametrize("kind", ["code", "recoveryCode"])
async def test_one_code_sent_twenty_times_at_once_lets_one_in(world: World, kind: str) -> None:
    app = await enrolled(world, await world.join("ada"))
    proof = {kind: app.code() if kind == "code" else app.recovery_codes[0]}
    challenges = [(await app.log_in())["challenge"] for _ in range(5)]
    bodies = [{"challenge": one, **proof} for one in challenges for _ in range(4)]
    answers = await asyncio.gather(*(world.ask("POST", "/auth/second-factor", json=body) for body in bodies))
    assert Counter(one.status_code for one in answers) == {201: 1, 401: 19}


async def test_confirming_and_removing_signs_the_other_devices_out(world: World) -> None:
    ada = await world.join("ada")
    signed_in = await world.post("/auth/login", body={"email": ada.email, "password": PASSWORD})
    app = await begun(world, ada)
    await world.post("/users/me/factors/totp/confirm", ada, {"code": app.code()})
    refused = await world.ask("POST", "/auth/refresh", json={"refreshToken": signed_in["refreshToken"]})
    assert refused.status_code == 401
    assert (await world.ask("DELETE", "/users/me/factors/totp", ada)).status_code == 204
    assert (await world.post("/auth/login", body={"email": ada.email, "password": PASSWORD})).keys() >= {"accessToken"}


async def test_a_step_up_is_asked_for_with_the_kinds_that_will_do(world: World) -> None:
    ada = await world.join("ada")
    app = await enrolled(world, ada)
    world.clock.advance(timedelta(minutes=10))
    refused = await world.ask("POST", "/users/me/factors/recovery-codes", ada)
    assert (refused.status_code, refused.json()["code"]) == (403, "auth.step_up_required")
    assert [one["message"] for one in refused.json()["details"]] == ["TOTP", "RECOVERY_CODE"]
    await world.post("/auth/step-up", ada, {"code": app.code()})
    assert len((await world.post("/users/me/factors/recovery-codes", ada))["recoveryCodes"]) == 10
