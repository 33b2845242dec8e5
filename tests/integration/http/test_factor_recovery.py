"""The recovery of an account whose second factors are lost, over API v1 and on the pages."""

from datetime import timedelta

import pytest
from attrs import frozen

from tests.integration.http.page_client import PageClient
from tests.integration.http.second_factors import Factors, enrolled, lost
from tests.integration.http.world import NOWHERE, PASSWORD, RECOVERY, Person, World

WAITS = timedelta(hours=72)


@frozen
class Loser:
    person: Person
    app: Factors


@pytest.fixture
async def ada(world: World) -> Loser:
    person = await world.join("ada")
    return Loser(person, await enrolled(world, person))


async def ask(world: World, ada: Loser) -> dict[str, str]:
    challenge = (await ada.app.log_in())["challenge"]
    answer: dict[str, str] = await world.post("/auth/second-factor/recovery", body={"challenge": challenge})
    return answer


async def approve(world: World, admin: Person, recovery_id: str) -> tuple[int, str]:
    answer = await world.ask("POST", f"/admin/factor-recoveries/{recovery_id}/approve", admin)
    return answer.status_code, answer.json().get("code", answer.json().get("status"))


async def test_an_administrator_approves_it_after_72_hours(world: World, ada: Loser) -> None:
    asked = await ask(world, ada)
    assert asked.keys() == {"askedAt", "approvableAt", "lapsesAt"}
    admin = await world.admin()
    (waiting,) = await world.get("/admin/factor-recoveries", admin)
    assert waiting["user"]["email"] == ada.person.email
    assert await approve(world, admin, waiting["id"]) == (400, "factor_recovery.too_early")
    world.clock.advance(WAITS)
    signed_in = await world.post("/auth/login", body={"email": admin.email, "password": PASSWORD})
    admin = Person(admin.id, admin.email, signed_in["accessToken"], signed_in["refreshToken"])
    assert await approve(world, admin, waiting["id"]) == (201, "APPROVED")
    assert await world.get("/admin/factor-recoveries", admin) == []
    assert await approve(world, admin, waiting["id"]) == (400, "machine.illegal_step")
    signed_in = await world.post("/auth/login", body={"email": ada.person.email, "password": PASSWORD})
    assert signed_in.keys() == {"user", "accessToken", "refreshToken", "deviceToken"}


async def test_the_mailed_token_stops_it_once(world: World, ada: Loser) -> None:
    await ask(world, ada)
    token = await world.mailed_token(ada.person.email, RECOVERY)
    await world.post("/auth/second-factor/recovery/stop", body={"token": token})
    again = await world.ask("POST", "/auth/second-factor/recovery/stop", json={"token": token})
    assert (again.status_code, again.json()["code"]) == (400, "auth.token_useless")
    assert await world.get("/admin/factor-recoveries", await world.admin()) == []


async def test_nobody_approves_their_own_and_none_that_is_not_there(world: World) -> None:
    admin = await world.admin()
    own = await lost(world, admin)
    assert await approve(world, admin, own) == (403, "factor_recovery.own")
    for unknown in (NOWHERE, "17"):
        assert await approve(world, admin, unknown) == (404, "factor_recovery.not_found")


async def test_three_requests_in_a_day_are_enough(world: World, ada: Loser) -> None:
    challenge = (await ada.app.log_in())["challenge"]
    for _ in range(3):
        await world.post("/auth/second-factor/recovery", body={"challenge": challenge})
        token = await world.mailed_token(ada.person.email, RECOVERY)
        await world.post("/auth/second-factor/recovery/stop", body={"token": token})
    refused = await world.ask("POST", "/auth/second-factor/recovery", json={"challenge": challenge})
    assert (refused.status_code, refused.json()["code"]) == (400, "factor_recovery.quota_reached")


async def test_the_pages_lead_from_the_second_step_to_the_approval(world: World, ada: Loser) -> None:
    browser = await PageClient.of(world).sign_in(ada.person.email)
    await browser.submit("/login/recovery")
    assert "Your request is kept" in browser.text
    admin = await world.admin()
    office = await PageClient.of(world).sign_in(admin.email)
    office.addresses.add(ada.person.email)
    (waiting,) = await world.get("/admin/factor-recoveries", admin)
    path = f"/admin/recoveries/{waiting['id']}"
    await office.get("/admin/recoveries")
    assert path in office.page.text
    await office.get(path)
    assert "still has time to stop this" in office.text
    world.clock.advance(WAITS)
    office = await PageClient.of(world).sign_in(admin.email)
    office.addresses.add(ada.person.email)
    await office.get(path)
    assert (await office.submit(path)).status_code == 422
    await office.submit(path, sure="yes")
    assert "The second factors are removed" in office.text
    assert (await office.get(path)).status_code == 404
    assert (await PageClient.of(world).sign_in(ada.person.email)).page.url.path == "/home"


async def test_the_link_in_the_letter_opens_a_page_that_stops_it(world: World, ada: Loser) -> None:
    await ask(world, ada)
    token = await world.mailed_token(ada.person.email, RECOVERY)
    browser = PageClient.of(world)
    await browser.get("/stop-recovery", params={"token": token})
    await browser.submit("/stop-recovery")
    assert "The request is stopped, and your second factor stays." in browser.text
    await browser.get("/stop-recovery", params={"token": token})
    assert (await browser.submit("/stop-recovery")).status_code == 400


@pytest.mark.parametrize("challenge", ["", "never issued", "x" * 300])
async def test_a_page_without_a_challenge_leads_to_the_first_step(world: World, ada: Loser, challenge: str) -> None:
    browser = await PageClient.of(world).sign_in(ada.person.email)
    answer = await browser.submit("/login/recovery", challenge=challenge)
    assert answer.status_code == 422
    assert "took too long or failed too often" in browser.text
