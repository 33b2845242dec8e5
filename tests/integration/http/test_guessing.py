"""Guessed passwords over HTTP: the same refusal for everybody, and a way in for the owner of a known device."""

from typing import Any

import httpx

from hushroom_http.pages.forms import FORM_TOKEN
from tests.integration.http.page_client import PageClient
from tests.integration.http.world import PASSWORD, World

ADA, WRONG = "ada@example.com", "Wrong456!"


async def log_in(world: World, email: str = ADA, password: str = WRONG, token: Any = None) -> httpx.Response:
    body = {"email": email, "password": password, **({} if token is None else {"deviceToken": token})}
    return await world.ask("POST", "/auth/login", json=body)


def plain(answer: httpx.Response) -> tuple[int, Any, list[str]]:
    said = {name: value for name, value in answer.json().items() if name not in {"correlationId", "timestamp"}}
    return answer.status_code, said, sorted(answer.headers)


async def test_the_eleventh_password_is_refused_in_the_same_words_with_the_time_to_come_back(world: World) -> None:
    await world.join("ada")
    known = [plain(await log_in(world)) for _ in range(11)]
    unknown = [plain(await log_in(world, "nobody@example.com")) for _ in range(11)]
    assert known == unknown
    assert [status for status, _, _ in known] == [401] * 11
    assert ["retry-after" in headers for _, _, headers in known] == [False] * 10 + [True]
    assert {said["code"] for _, said, _ in known} == {"auth.wrong_credentials"}
    assert (await log_in(world, password=PASSWORD)).headers["retry-after"] == "3600"


async def test_the_token_of_the_device_lets_its_owner_in(world: World) -> None:
    await world.join("ada")
    token = (await log_in(world, password=PASSWORD)).json()["deviceToken"]
    for _ in range(11):
        await log_in(world)
    assert (await log_in(world, password=PASSWORD)).status_code == 401
    assert (await log_in(world, password=PASSWORD, token="made up")).status_code == 401
    signed_in = await log_in(world, password=PASSWORD, token=token)
    assert signed_in.status_code == 201
    assert (await log_in(world, password=PASSWORD, token=signed_in.json()["deviceToken"])).status_code == 201


async def test_registration_makes_the_device_known(world: World) -> None:
    body = {"email": ADA, "password": PASSWORD, "dateOfBirth": "1990-05-17"}
    token = (await world.post("/auth/register", body=body))["deviceToken"]
    for _ in range(11):
        await log_in(world)
    assert (await log_in(world, password=PASSWORD, token=token)).status_code == 201


async def test_a_wrong_present_password_says_when_to_come_back(world: World) -> None:
    ada = await world.join("ada")
    body = {"currentPassword": WRONG, "newPassword": "Fresh456!"}
    answers = [await world.ask("POST", "/auth/change-password", ada, json=body) for _ in range(11)]
    assert {answer.json()["code"] for answer in answers} == {"auth.wrong_password"}
    assert ["retry-after" in answer.headers for answer in answers] == [False] * 10 + [True]


async def test_a_browser_stays_known_after_signing_out(world: World) -> None:
    browser = await PageClient.of(world).join("ada")
    await browser.get("/account/payments")
    token = next(form.value(FORM_TOKEN) for form in browser.forms() if form.method == "post")
    await browser.post("/logout", {FORM_TOKEN: token})
    assert "hushroom" not in browser.http.cookies
    assert browser.http.cookies["hushroom-device"]
    for _ in range(11):
        await log_in(world)
    stranger = PageClient.of(world)
    await stranger.get("/login")
    refused = await stranger.submit("/login", email=ADA, password=PASSWORD)
    assert (refused.status_code, refused.headers["retry-after"]) == (422, "3600")
    await browser.get("/login")
    await browser.submit("/login", email=ADA, password=PASSWORD)
    assert browser.page.url.path == "/home"


async def test_a_browser_that_changes_the_password_stays_known(world: World) -> None:
    browser = await PageClient.of(world).join("ada")
    before = browser.http.cookies["hushroom-device"]
    await browser.get("/account/password")
    await browser.submit("/account/password", currentPassword=PASSWORD, newPassword="Fresh456!")
    assert browser.http.cookies["hushroom-device"] != before
    for _ in range(11):
        await log_in(world)
    token = browser.http.cookies["hushroom-device"]
    assert (await log_in(world, password="Fresh456!", token=token)).status_code == 201


async def test_administrators_read_of_failures_and_of_the_last_one(world: World) -> None:
    ada, root = await world.join("ada"), await world.admin()
    for _ in range(30):
        await log_in(world)
    rows = await world.get("/admin/audit-logs", root, params={"entityId": ada.id, "limit": 50})
    found = [(row["action"], row["userId"], row["metadata"]) for row in rows["logs"] if row["action"].startswith("ATT")]
    assert len(found) == 10
    assert found[0] == ("ATTEMPTS_BLOCKED", None, {"kind": "password", "knownDevice": False})
    assert {action for action, _, _ in found[1:]} == {"ATTEMPT_FAILED"}
