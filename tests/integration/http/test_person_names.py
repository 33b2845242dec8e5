"""Names of people are accepted in every script and returned unchanged."""

import pytest

from tests.integration.http.world import PASSWORD, World

NAMES = {
    "arabic": "\u0646\u0648\u0631 \u0627\u0644\u0647\u062f\u0649",
    "with marks": "e\u0301 \u0939\u093f\u0928\u094d\u0926\u0940",
    "emoji": "\U0001f469\u200d\U0001f680 Ada \U0001f1eb\U0001f1f7",
    "joined letters": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "outside the basic plane": "\U00020000\U0001d4d0",
    "markup": "<b>Ada</b> & 'Co' \"x\" \\ %s {0}",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
async def test_a_name_in_any_script_comes_back_as_it_was_given(world: World, name: str) -> None:
    body = {"email": "n@example.com", "password": PASSWORD, "dateOfBirth": "1990-05-17"}
    joined = await world.post("/auth/register", body={**body, "firstName": name, "lastName": name})
    assert (joined["user"]["firstName"], joined["user"]["lastName"]) == (name, name)
    cleo = await world.companion("cleo")
    await world.patch("/users/me", cleo, {"displayName": name})
    assert (await world.get(f"/companions/{cleo.companion_id}"))["displayName"] == name
    (found,) = (await world.get("/companions"))["data"]
    assert found["displayName"] == name
    admin = await world.admin()
    assert name in {one["displayName"] for one in (await world.get("/admin/users", admin))["users"]}


async def test_a_name_is_kept_without_the_direction_marks_that_keyboards_add(world: World) -> None:
    typed, kept = "Ada \u200fNoor\u200e\u061c", "Ada Noor"
    body = {"email": "n@example.com", "password": PASSWORD, "dateOfBirth": "1990-05-17"}
    joined = await world.post("/auth/register", body={**body, "firstName": typed, "lastName": typed})
    assert (joined["user"]["firstName"], joined["user"]["lastName"]) == (kept, kept)
    cleo = await world.join("cleo")
    assert (await world.patch("/users/me", cleo, {"displayName": typed}))["displayName"] == kept


@pytest.mark.parametrize("letter", ["x", "\u0646", "\U0001f680"])
@pytest.mark.parametrize("field", ["firstName", "lastName"])
async def test_a_name_of_ten_thousand_characters_is_refused(world: World, field: str, letter: str) -> None:
    body = {"email": "n@example.com", "password": PASSWORD, "dateOfBirth": "1990-05-17", field: letter * 10_000}
    answer = await world.ask("POST", "/auth/register", json=body)
    assert (answer.status_code, [one["field"] for one in answer.json()["details"]]) == (400, [field])
    again = await world.ask("POST", "/auth/register", json={**body, field: letter})
    assert again.status_code == 201, "nothing was kept of the first try"


@pytest.mark.parametrize(
    "name", ["Ada\nLovelace", "A\x1b[2Jda", "\u202eAda", "\u2066Ada", "\u200b", "\u3164", "A\tda"], ids=ascii
)
@pytest.mark.parametrize("field", ["firstName", "lastName"])
async def test_a_name_that_hides_breaks_or_turns_is_refused(world: World, field: str, name: str) -> None:
    body = {"email": "n@example.com", "password": PASSWORD, "dateOfBirth": "1990-05-17", field: name}
    answer = await world.ask("POST", "/auth/register", json=body)
    assert (answer.status_code, [one["field"] for one in answer.json()["details"]]) == (400, [field])


async def test_a_biography_may_have_lines(world: World) -> None:
    cleo = await world.companion("cleo")
    bio = "Calm.\n\nI listen.\r\n\tAnd read."
    assert (await world.patch("/companions/me", cleo, {"bio": bio}))["bio"] == bio
