"""Errors of the rules of sign-ins by providers and of linked identities."""

import pytest
from httpx import Response

from tests.integration.http.error_cases import Scene, refused, scene_of
from tests.integration.http.provider_attempts import BEGIN, FINISH, LINKED, agreed, at_provider, linked, waiting
from tests.integration.http.world import NOWHERE, Person, World


@pytest.fixture
async def scene(world: World) -> Scene:
    return await scene_of(world)


async def registered(scene: Scene, name: str) -> Person:
    """Returns a person who has no password."""
    entries = {"attempt": await waiting(scene.world, at_provider(name)), "dateOfBirth": "1990-05-17"}
    made = await scene.world.post("/auth/providers/register", body=entries)
    return Person(made["user"]["id"], made["user"]["email"], made["accessToken"], made["refreshToken"])


@refused(404, "auth.provider.unknown")
async def test_a_provider_that_is_not_configured(scene: Scene) -> Response:
    return await scene.ask("POST", "/auth/providers/elsewhere/begin")


@refused(503, "auth.provider.unavailable")
async def test_a_provider_that_is_away(scene: Scene) -> Response:
    scene.world.parts.providers.is_away = True
    return await scene.ask("POST", BEGIN)


@refused(401, "auth.provider.declined")
async def test_a_person_who_says_no(scene: Scene) -> Response:
    answer = await agreed(scene.world, at_provider("nina"))
    return await scene.ask("POST", FINISH, None, **{**answer, "code": "", "error": "access_denied"})


@refused(401, "auth.provider.proof_invalid")
async def test_an_answer_that_comes_twice(scene: Scene) -> Response:
    answer = await agreed(scene.world, at_provider("nina"))
    await scene.world.post(FINISH, body=answer)
    return await scene.ask("POST", FINISH, None, **answer)


@refused(401, "auth.account_inactive")
async def test_an_identity_of_an_account_that_was_deactivated(scene: Scene) -> Response:
    await linked(scene.world, scene.ada, "ada")
    await scene.world.patch(f"/admin/users/{scene.ada.id}", scene.root, {"isActive": False})
    return await scene.ask("POST", FINISH, None, **await agreed(scene.world, at_provider("ada")))


@refused(409, "auth.email_taken")
async def test_the_address_of_a_closed_account(scene: Scene) -> Response:
    await scene.ask("DELETE", "/users/me", scene.ada)
    return await scene.ask("POST", FINISH, None, **await agreed(scene.world, at_provider("ada")))


@refused(403, "auth.too_young")
async def test_nobody_registers_by_a_provider_before_they_are_18(scene: Scene) -> Response:
    waits = await waiting(scene.world, at_provider("nina"))
    return await scene.ask("POST", "/auth/providers/register", attempt=waits, dateOfBirth="2008-03-03")


@refused(401, "auth.wrong_credentials")
async def test_a_wrong_password_of_the_account_with_the_address(scene: Scene) -> Response:
    waits = await waiting(scene.world, at_provider("ada"))
    return await scene.ask("POST", "/auth/providers/prove-account", attempt=waits, password="Wrong123!")


@refused(409, "auth.identity.taken")
async def test_an_identity_of_somebody_else(scene: Scene) -> Response:
    await linked(scene.world, scene.ada, "ada")
    answer = await agreed(scene.world, at_provider("ada"), scene.cleo)
    return await scene.ask("POST", f"{LINKED}/finish", scene.cleo, provider="example", **answer)


@refused(404, "auth.identity.not_found")
async def test_an_identity_that_nobody_has(scene: Scene) -> Response:
    return await scene.ask("DELETE", f"{LINKED}/{NOWHERE}", scene.ada)


@refused(400, "auth.last_credential")
async def test_the_only_way_to_sign_in(scene: Scene) -> Response:
    nina = await registered(scene, "nina")
    (identity,) = (await scene.ask("GET", LINKED, nina)).json()
    return await scene.ask("DELETE", f"{LINKED}/{identity['id']}", nina)


@refused(400, "auth.identity.quota_reached")
async def test_more_links_than_a_day_has(scene: Scene) -> Response:
    for _ in range(20):
        await scene.world.post(f"{LINKED}/begin", scene.ada, {"provider": "example"})
    return await scene.ask("POST", f"{LINKED}/begin", scene.ada, provider="example")
