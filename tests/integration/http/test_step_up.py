"""Acts that ask for a second factor shown within ten minutes: over API v1, and by the page that asks for the code."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from attrs import evolve, frozen

from hushroom_adapters.memory.second_factors import plain_totp, step_at
from tests.integration.http.page_client import PageClient
from tests.integration.http.second_factors import Factors, enrolled
from tests.integration.http.world import PASSWORD, Person, World

PROVE = "/account/prove"
OTHER = "Different456!"


@frozen
class Scene:
    """An administrator who is a companion and has an authenticator app, and what they act upon."""

    world: World
    person: Person
    app: Factors
    companion: Person
    payment: str


@pytest.fixture
async def scene(world: World) -> Scene:
    person, companion = await world.companion("root"), await world.companion("cleo")
    _, payment = await world.end(await world.join("sam"), companion)
    await world.promote(person)
    app = await enrolled(world, person)
    world.clock.advance(timedelta(minutes=10))
    return Scene(world, person, app, companion, payment)


ACTS: dict[str, Callable[[Scene], tuple[str, str, Any]]] = {
    "password": lambda _: (
        "POST", "/auth/change-password", {"currentPassword": PASSWORD, "newPassword": OTHER},
    ),
    "deletion": lambda _: ("DELETE", "/users/me", None),
    "export": lambda _: ("POST", "/users/me/data-export", {}),
    "payouts": lambda _: ("POST", "/payments/companion/onboard", {}),
    "capture": lambda scene: ("POST", f"/payments/capture/{scene.payment}", {}),
    "refund": lambda scene: ("POST", f"/payments/{scene.payment}/refund", {"amount": 1}),
    "role": lambda scene: ("PATCH", f"/admin/users/{scene.companion.id}", {"role": "USER"}),
    "access": lambda scene: ("PATCH", f"/admin/users/{scene.companion.id}", {"isActive": False}),
    "suspension": lambda scene: ("POST", f"/admin/companions/{scene.companion.companion_id}/suspend", {}),
}  # fmt: skip


async def ask(scene: Scene, act: str, **request: Any) -> httpx.Response:
    method, path, body = ACTS[act](scene)
    return await scene.world.ask(method, path, scene.person, **({"json": body} if body is not None else {}), **request)


async def later(scene: Scene) -> Person:
    """Lets ten minutes pass, and returns the person with a fresh access token of the same sign-in."""
    scene.world.clock.advance(timedelta(minutes=10))
    body = {"refreshToken": scene.person.refresh_token}
    token = (await scene.world.post("/auth/refresh", body=body))["accessToken"]
    return evolve(scene.person, token=token)


@pytest.mark.parametrize("act", ACTS)
async def test_an_act_is_refused_with_the_kinds_that_will_do_until_one_is_shown(scene: Scene, act: str) -> None:
    refused = await ask(scene, act)
    assert (refused.status_code, refused.json()["code"]) == (403, "auth.step_up_required")
    assert [one["message"] for one in refused.json()["details"]] == ["TOTP", "RECOVERY_CODE"]
    await scene.world.post("/auth/step-up", scene.person, {"recoveryCode": scene.app.recovery_codes[0]})
    assert "auth.step_up_required" not in (await ask(scene, act)).text


async def test_the_end_of_a_suspension_asks_too(scene: Scene) -> None:
    await scene.world.post("/auth/step-up", scene.person, {"code": scene.app.code()})
    path = f"/admin/companions/{scene.companion.companion_id}"
    await scene.world.post(f"{path}/suspend", scene.person, {})
    root = await later(scene)
    refused = await scene.world.ask("POST", f"{path}/reactivate", root, json={})
    assert refused.json()["code"] == "auth.step_up_required"


async def test_the_refusal_is_not_kept_under_the_key_of_the_request(scene: Scene) -> None:
    await scene.world.settle()
    headers = {"Idempotency-Key": "one-refund"}
    assert (await ask(scene, "refund", headers=headers)).status_code == 403
    await scene.world.post("/auth/step-up", scene.person, {"code": scene.app.code()})
    done = await ask(scene, "refund", headers=headers)
    assert "auth.step_up_required" not in done.text
    again = evolve(scene, person=await later(scene))
    assert (await ask(again, "refund", headers=headers)).text == done.text


class Reader:
    """A browser whose reader has an authenticator app that was shown more than ten minutes ago."""

    def __init__(self, world: World, browser: PageClient, secret: str) -> None:
        self.world, self.browser, self._secret = world, browser, secret

    @property
    def code(self) -> str:
        return plain_totp(self._secret, step_at(self.world.clock.now()))


@pytest.fixture
async def ada(world: World) -> Reader:
    browser = await PageClient.of(world).join("ada")
    await browser.get("/account/second-factor")
    await browser.submit("/account/second-factor/app")
    secret = browser.form("/account/second-factor/confirm").value("totpSecret")
    reader = Reader(world, browser, secret)
    await browser.submit("/account/second-factor/confirm", factorCode=reader.code)
    world.clock.advance(timedelta(minutes=10))
    return reader


async def test_a_form_waits_for_the_code_with_all_that_was_typed(ada: Reader) -> None:
    page = ada.browser
    await page.get("/account/data")
    answer = await page.submit("/account/data/delete", sure="yes")
    assert answer.status_code == 403
    assert "Show that it is you" in page.text
    assert json.loads(page.form(PROVE).value("again")) == [["sure", "yes"]]
    wrong = await page.submit(PROVE, factorCode="000000")
    assert wrong.status_code == 422
    assert json.loads(page.form(PROVE).value("again")) == [["sure", "yes"]]
    assert (await page.submit(PROVE, factorCode="")).status_code == 422
    await page.submit(PROVE, factorCode=ada.code)
    assert "Your second factor counts for ten minutes here." in page.text
    answer = await page.submit("/account/data/delete")
    assert answer.url.path == "/login"
    assert "Your account is deleted." in page.text


async def test_an_export_waits_for_the_code(ada: Reader) -> None:
    page = ada.browser
    await page.get("/account/data")
    assert (await page.submit("/account/data/export")).status_code == 403
    await page.submit(PROVE, factorCode=ada.code)
    answer = await page.submit("/account/data/export")
    assert answer.headers["content-disposition"] == 'attachment; filename="hushroom.json"'


async def test_a_form_of_passwords_alone_leads_to_its_page_because_none_is_kept(ada: Reader) -> None:
    page = ada.browser
    await page.get("/account/password")
    answer = await page.submit("/account/password", currentPassword=PASSWORD, newPassword=OTHER)
    assert answer.status_code == 403
    assert OTHER not in answer.text
    await page.submit(PROVE, factorCode=ada.code)
    assert page.page.url.path == "/account/password"
    await page.submit("/account/password", currentPassword=PASSWORD, newPassword=OTHER)
    assert "Your password is changed." in page.text


async def test_the_factors_and_passkeys_wait_for_the_code(ada: Reader) -> None:
    page = ada.browser
    await page.get("/account/second-factor")
    for action in ("codes", "remove"):
        form = dict(page.form(f"/account/second-factor/{action}").values) | {"sure": "yes", "form_id": ""}
        assert (await page.post(f"/account/second-factor/{action}", form)).status_code == 403
    await page.submit("/account/second-factor/codes")
    await page.submit(PROVE, factorCode=ada.code)
    answer = await page.submit("/account/second-factor/codes")
    assert answer.text.count("<li><bdi") == 10


async def test_the_page_leads_back_to_where_it_was_asked_from_and_nowhere_else(ada: Reader) -> None:
    page = ada.browser
    await page.get(f"{PROVE}?next=/account/data")
    await page.submit(PROVE, factorCode=ada.code)
    assert page.page.url.path == "/account/data"
    await page.get(f"{PROVE}?next=https://elsewhere.example/")
    assert page.form(PROVE).value("next") == "/account"
    ada.world.clock.advance(timedelta(seconds=30))
    await page.submit(PROVE, factorCode=ada.code, next="//elsewhere.example")
    assert page.page.url.path == "/account"


async def test_a_sign_in_that_ends_at_the_code_keeps_the_form_that_waits(ada: Reader) -> None:
    page = ada.browser
    await page.get("/account/data")
    await page.submit("/account/data/delete", sure="yes")
    ada.world.clock.advance(timedelta(days=8))
    answer = await page.submit(PROVE, factorCode=ada.code)
    assert answer.status_code == 401
    await page.submit("/login", email="ada@example.com", password=PASSWORD)
    await page.submit("/login/second-factor", factorCode=ada.code)
    answer = await page.submit(PROVE)
    assert json.loads(page.form(PROVE).value("again")) == [["sure", "yes"]]


async def test_who_has_no_second_factor_is_asked_for_none(world: World) -> None:
    page = await PageClient.of(world).join("bea")
    assert (await page.get(f"{PROVE}?next=/account/data")).url.path == "/account/data"
    await page.get("/account/password")
    await page.submit("/account/password", currentPassword=PASSWORD, newPassword=OTHER)
    assert "Your password is changed." in page.text
    await page.get("/account/data")
    assert (await page.submit("/account/data/delete", sure="yes")).url.path == "/login"


async def test_an_administrator_gives_money_back_after_the_code(scene: Scene) -> None:
    world = scene.world
    await world.settle()
    page = await PageClient.of(world).sign_in(scene.person.email)
    await page.submit("/login/second-factor", factorCode=scene.app.code())
    world.clock.advance(timedelta(minutes=10))
    path = f"/admin/payments/{scene.payment}"
    for action, fields in {
        f"{path}/refund": {"amount": "1", "reason": "ADMIN_OVERRIDE"},
        f"{path}/capture": {},
        f"/admin/users/{scene.companion.id}/role": {"role": "USER"},
        f"/admin/companions/{scene.companion.companion_id}/suspend": {},
    }.items():
        await page.get(f"{path}/capture")
        token = page.form("/language").value("form_token")
        answer = await page.post(action, {"form_token": token, **fields})
        assert (answer.status_code, PROVE in answer.text) == (403, True), action
        page.page = answer
        assert dict(json.loads(page.form(PROVE).value("again"))) == fields
    await page.submit(PROVE, factorCode=scene.app.code())
    answer = await page.submit(f"/admin/companions/{scene.companion.companion_id}/suspend")
    assert answer.url.path == f"/admin/companions/{scene.companion.companion_id}"
