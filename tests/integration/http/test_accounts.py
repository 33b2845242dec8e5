"""Sign-in and the caller's account."""

import pytest
from httpx import Response

from tests.integration.http.expected import ID, TEXT, user
from tests.integration.http.world import PASSWORD, World


async def test_registering_signing_in_refreshing_and_signing_out(world: World) -> None:
    body = {"email": "Ada@Example.com", "password": PASSWORD, "dateOfBirth": "1990-05-17", "firstName": " Ada "}
    registered = await world.post("/auth/register", body=body)
    assert registered == {
        "user": user("ada", email="Ada@Example.com"),
        "accessToken": TEXT,
        "refreshToken": TEXT,
        "deviceToken": TEXT,
    }
    credentials = {"email": "ada@EXAMPLE.com", "password": PASSWORD}
    assert (await world.post("/auth/login", body=credentials)).keys() == registered.keys()
    refreshed = await world.post("/auth/refresh", body={"refreshToken": registered["refreshToken"]})
    assert refreshed == {"accessToken": TEXT, "refreshToken": TEXT}
    again = await world.ask("POST", "/auth/refresh", json={"refreshToken": registered["refreshToken"]})
    assert (again.status_code, again.json()["code"]) == (401, "auth.refresh.just_rotated")
    left = await world.post("/auth/logout", body={"refreshToken": refreshed["refreshToken"]})
    assert left == {"message": "Logged out successfully"}
    for nothing in ({}, {"refreshToken": None}, {"refreshToken": ""}, {"refreshToken": "unknown"}):
        assert await world.post("/auth/logout", body=nothing) == left
    dead = await world.ask("POST", "/auth/refresh", json={"refreshToken": refreshed["refreshToken"]})
    assert (dead.status_code, dead.json()["code"]) == (401, "auth.refresh.invalid")


@pytest.mark.parametrize("born", ["1990-05-17", "1990-05-17T00:00:00.000Z", "1990-05-17T00:00:00Z"])
async def test_a_date_may_be_written_as_its_midnight(world: World, born: str) -> None:
    body = {"email": "ada@example.com", "password": PASSWORD, "dateOfBirth": born}
    assert (await world.post("/auth/register", body=body))["user"]["dateOfBirth"] == "1990-05-17T00:00:00.000Z"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"dateOfBirth": "2010-01-01"}, 403, "auth.too_young"),
        ({"email": "ADA@example.com"}, 409, "auth.email_taken"),
        ({"dateOfBirth": "2030-01-01"}, 400, "request.invalid"),
        ({"dateOfBirth": "1990-02-30"}, 400, "request.invalid"),
        ({"password": "password1"}, 400, "request.invalid"),
    ],
)
async def test_registrations_that_are_refused(world: World, change: dict[str, str], status: int, code: str) -> None:
    await world.join("ada")
    body = {"email": "bo@example.com", "password": PASSWORD, "dateOfBirth": "1990-05-17", **change}
    answer = await world.ask("POST", "/auth/register", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(world: World) -> None:
    await world.join("ada")
    answers = [
        (await world.ask("POST", "/auth/login", json={"email": email, "password": "Wrong123!"})).json()
        for email in ("ada@example.com", "nobody@example.com", "no address")
    ]
    told = [(answer["statusCode"], answer["message"], answer["code"]) for answer in answers]
    assert told == [(401, "Invalid email or password", "auth.wrong_credentials")] * 3


async def test_ones_own_account(world: World) -> None:
    ada = await world.join("ada")
    assert await world.get("/users/me", ada) == {**user("ada"), "languagePreferences": []}
    changes = {"lastName": "Lovelace", "timezone": "Europe/London", "firstName": None}
    changed = await world.patch("/users/me", ada, changes)
    assert changed == {**user("ada", **changes), "languagePreferences": []}
    assert await world.patch("/users/me", ada, {}) == changed
    languages = [{"language": "en", "proficiency": "native", "isPreferred": True}]
    kept = await world.put("/users/me/languages", ada, {"languages": languages})
    assert kept == [{"id": ID, "userId": ada.id, **languages[0]}]
    assert await world.get("/users/me/languages", ada) == kept
    assert (await world.get("/users/me", ada))["languagePreferences"] == kept
    assert (await world.patch("/users/me", ada, {}))["languagePreferences"] == kept
    closed = await world.ask("DELETE", "/users/me", ada)
    assert (closed.status_code, closed.json()) == (200, {"message": "Account deleted successfully"})
    assert (await world.ask("GET", "/users/me", ada)).status_code == 401


@pytest.mark.parametrize("born", ["2999-01-01", "1850-01-01", "2001-02-29", "yesterday"])
async def test_an_impossible_birthday_is_said_with_everything_else_that_is_wrong(world: World, born: str) -> None:
    body = {"email": "nobody", "password": "weak", "dateOfBirth": born, "firstName": 5}
    answer = await world.ask("POST", "/auth/register", json=body)
    fields = [detail["field"] for detail in answer.json()["details"]]
    assert sorted(fields) == ["dateOfBirth", "email", "firstName", "password"]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "localtime", "Factory", "europe/paris", "+02:00"])
async def test_a_time_zone_that_does_not_exist_everywhere_is_refused(world: World, zone: str) -> None:
    answer = await world.ask("PATCH", "/users/me", await world.join("ada"), json={"timezone": zone})
    assert answer.json()["details"] == [{"field": "timezone", "message": "must be an IANA time zone"}]


async def test_a_time_zone_that_does_not_exist_is_said_with_everything_else_that_is_wrong(world: World) -> None:
    cleo = await world.companion("cleo")
    slot = {"dayOfWeek": "FUNDAY", "startTime": "09:00", "endTime": "17:00", "timezone": "Mars/Olympus"}
    answer = await world.ask("PUT", "/availability/me", cleo, json={"slots": [slot], "until": "spring"})
    fields = [detail["field"] for detail in answer.json()["details"]]
    assert sorted(fields) == ["slots.0.dayOfWeek", "slots.0.timezone", "until"]


async def registering(world: World, email: str) -> Response:
    body = {"email": email, "password": PASSWORD, "dateOfBirth": "1990-05-17"}
    return await world.ask("POST", "/auth/register", json=body)


async def test_an_address_is_one_account_in_either_form_of_its_domain(world: World) -> None:
    registered = await registering(world, "X@Bücher.example")
    assert (registered.status_code, registered.json()["user"]["email"]) == (201, "X@Bücher.example")
    for spelling in ("x@xn--bcher-kva.example", "x@BU\u0308CHER.example"):
        assert (await registering(world, spelling)).json()["code"] == "auth.email_taken"
        assert await world.post("/auth/login", body={"email": spelling, "password": PASSWORD})


async def test_addresses_of_two_mailboxes_are_two_accounts(world: World) -> None:
    for email in ("straße@example.com", "strasse@example.com", "o\ufb03ce@example.com", "office@example.com"):
        assert (await registering(world, email)).status_code == 201
    assert (await registering(world, "STRASSE@example.com")).status_code == 409


@pytest.mark.parametrize("email", ["a..b@example.com", ".a@example.com", "a.@example.com", f"a@{'b' * 64}.com"])
async def test_an_address_that_cannot_be_delivered_to_is_refused(world: World, email: str) -> None:
    answer = await registering(world, email)
    assert (answer.status_code, [detail["field"] for detail in answer.json()["details"]]) == (400, ["email"])


async def test_a_domain_that_is_none_is_refused_with_the_field(world: World) -> None:
    answer = await registering(world, f"a@{'ü' * 60}.example")
    assert (answer.status_code, answer.json()["details"]) == (
        400,
        [{"field": "email", "message": "must have a valid domain"}],
    )
