"""The second factor that administrators must have, over API v1."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from hushroom_adapters.postgres.core.database import Database
from tests.integration.http.platform_parts import beside_the_rows, parts_on_postgres
from tests.integration.http.second_factors import Factors, begun_before_sign_in
from tests.integration.http.world import PASSWORD, Person, World


@pytest.fixture
async def strict(database: Database) -> AsyncIterator[World]:
    made = World.new(parts_on_postgres(database, beside_the_rows(requires_admin_factor=True)))
    async with made.http:
        yield made


async def asked(world: World, person: Person) -> str:
    """Returns the challenge of a login that asks for a second factor to be set up."""
    answer = await world.ask("POST", "/auth/login", json={"email": person.email, "password": PASSWORD})
    found = answer.json()
    assert answer.status_code == 201
    assert found == {"secondFactorEnrolmentRequired": True, "challenge": found["challenge"]}
    return str(found["challenge"])


async def enrolled(world: World, person: Person) -> tuple[Person, Factors]:
    challenge = await asked(world, person)
    app = await begun_before_sign_in(world, person, challenge)
    body = {"challenge": challenge, "code": app.code(-1)}
    signed_in = await world.post("/auth/second-factor/enrol/confirm", body=body)
    assert len(signed_in["recoveryCodes"]) == 10
    return Person(person.id, person.email, signed_in["accessToken"], signed_in["refreshToken"]), app


async def test_an_administrator_sets_a_factor_up_and_is_in(strict: World) -> None:
    ada = await strict.join("ada")
    await strict.promote(ada)
    assert (await strict.ask("GET", "/users/me", ada)).status_code == 401
    ada, app = await enrolled(strict, ada)
    assert (await strict.get("/admin/stats", ada)).keys()
    answer = await app.log_in()
    assert answer["secondFactorRequired"] is True
    assert answer["methods"] == ["TOTP", "RECOVERY_CODE"]
    await strict.post("/auth/second-factor", body={"challenge": answer["challenge"], "code": app.code()})


async def test_others_sign_in_as_ever(strict: World) -> None:
    ada = await strict.join("ada")
    answer = await strict.post("/auth/login", body={"email": ada.email, "password": PASSWORD})
    assert answer.keys() == {"user", "accessToken", "refreshToken", "deviceToken"}


async def test_a_deleted_administrator_comes_back_by_setting_a_factor_up(strict: World) -> None:
    ada = await strict.join("ada")
    await strict.promote(ada)
    ada, app = await enrolled(strict, ada)
    await strict.ask("DELETE", "/users/me", ada)
    answer = await strict.post("/auth/reactivate", body={"email": ada.email, "password": PASSWORD})
    assert answer.keys() == {"secondFactorRequired", "challenge", "methods"}
    ben = await strict.join("ben")
    await strict.ask("DELETE", "/users/me", ben)
    await strict.promote(ben)
    answer = await strict.post("/auth/reactivate", body={"email": ben.email, "password": PASSWORD})
    assert answer.keys() == {"secondFactorEnrolmentRequired", "challenge"}
    app = await begun_before_sign_in(strict, ben, answer["challenge"])
    body = {"challenge": answer["challenge"], "code": app.code()}
    assert (await strict.post("/auth/second-factor/enrol/confirm", body=body))["user"]["deletedAt"] is None


async def test_the_challenge_opens_nothing_else(strict: World) -> None:
    ada = await strict.join("ada")
    await strict.promote(ada)
    challenge = await asked(strict, ada)
    as_token = Person(ada.id, ada.email, challenge, challenge)
    assert (await strict.ask("GET", "/users/me", as_token)).status_code == 401
    assert (await strict.ask("POST", "/users/me/factors/totp", as_token)).status_code == 401
    assert (await strict.ask("POST", "/auth/refresh", json={"refreshToken": challenge})).status_code == 401
    body = {"challenge": challenge, "code": "123456"}
    ended = await strict.ask("POST", "/auth/second-factor", json=body)
    assert (ended.status_code, ended.json()["code"]) == (401, "auth.second_factor.challenge_ended")
    not_begun = await strict.ask("POST", "/auth/second-factor/enrol/confirm", json=body)
    assert (not_begun.status_code, not_begun.json()["code"]) == (400, "auth.totp.not_begun")
    await begun_before_sign_in(strict, ada, challenge)
    wrong = await strict.ask("POST", "/auth/second-factor/enrol/confirm", json={**body, "code": "12345"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "auth.totp.wrong_code")
    strict.clock.advance(timedelta(minutes=5))
    for step in ("enrol", "enrol/confirm"):
        sent = body if step.endswith("confirm") else {"challenge": challenge}
        late = await strict.ask("POST", f"/auth/second-factor/{step}", json=sent)
        assert (late.status_code, late.json()["code"]) == (401, "auth.second_factor.challenge_ended")


async def test_the_last_factor_of_an_administrator_stays(strict: World) -> None:
    ada = await strict.join("ada")
    await strict.promote(ada)
    ada, _ = await enrolled(strict, ada)
    refused = await strict.ask("DELETE", "/users/me/factors/totp", ada)
    assert (refused.status_code, refused.json()["code"]) == (400, "factor.required")


async def test_a_refresh_goes_on_after_the_enrolment(strict: World) -> None:
    ada = await strict.join("ada")
    await strict.promote(ada)
    assert (await strict.ask("POST", "/auth/refresh", json={"refreshToken": ada.refresh_token})).status_code == 401
    ada, _ = await enrolled(strict, ada)
    await strict.post("/auth/refresh", body={"refreshToken": ada.refresh_token})
