"""The refusals of passkeys: at registration, at a sign-in, at a removal."""

from datetime import timedelta

import pytest
from httpx import Response

from hushroom_domain.identity.policy import PASSKEYS_EACH
from tests.integration.http.error_cases import Scene, refused, scene_of
from tests.integration.http.good_requests import ASSERTION, ATTESTATION
from tests.integration.http.passkey_steps import a_device, add_passkey, made_passkey, signature
from tests.integration.http.world import NOWHERE, PASSWORD, World
from tests.support.authenticators import VirtualAuthenticator

OWN = "/users/me/passkeys"


@pytest.fixture
async def scene(world: World) -> Scene:
    return await scene_of(world)


async def finish(scene: Scene, device: VirtualAuthenticator) -> Response:
    return await scene.ask("POST", "/auth/passkey/finish", credential=await signature(scene.world, device))


@refused(400, "passkey.refused")
async def test_a_passkey_of_another_website(scene: Scene) -> Response:
    made = await made_passkey(scene.world, scene.ada, a_device(origin="https://evil.example"))
    return await scene.ask("POST", OWN, scene.ada, name="Phone", credential=made)


@refused(400, "passkey.refused")
async def test_a_passkey_of_a_touch_alone(scene: Scene) -> Response:
    made = await made_passkey(scene.world, scene.ada, a_device(verifies=False))
    return await scene.ask("POST", OWN, scene.ada, name="Phone", credential=made)


@refused(400, "passkey.refused")
async def test_a_passkey_to_no_challenge(scene: Scene) -> Response:
    return await scene.ask("POST", OWN, scene.ada, name="Phone", credential=ATTESTATION)


@refused(400, "passkey.refused")
async def test_a_passkey_is_added_once(scene: Scene) -> Response:
    made = await made_passkey(scene.world, scene.ada, a_device())
    await scene.ask("POST", OWN, scene.ada, name="Phone", credential=made)
    return await scene.ask("POST", OWN, scene.ada, name="Phone", credential=made)


@refused(409, "passkey.taken")
async def test_a_passkey_that_another_account_has(scene: Scene) -> Response:
    device = a_device()
    await add_passkey(scene.world, scene.ada, device)
    options = (await scene.world.post(f"{OWN}/begin", scene.cleo))["publicKey"]
    made = device.register(options["challenge"], b"", device.passkeys[0])
    return await scene.ask("POST", OWN, scene.cleo, name="Phone", credential=made)


@refused(400, "passkey.too_many")
async def test_one_passkey_more_than_a_person_may_have(scene: Scene) -> Response:
    for _ in range(PASSKEYS_EACH):
        await add_passkey(scene.world, scene.ada, a_device())
    return await scene.ask("POST", f"{OWN}/begin", scene.ada)


@refused(400, "passkey.quota_reached")
async def test_one_registration_more_than_a_person_may_begin(scene: Scene) -> Response:
    answer = await scene.ask("POST", f"{OWN}/begin", scene.ada)
    while answer.status_code == 201:
        answer = await scene.ask("POST", f"{OWN}/begin", scene.ada)
    return answer


@refused(403, "auth.recent_sign_in_required")
async def test_a_registration_in_a_sign_in_of_long_ago(scene: Scene) -> Response:
    scene.world.clock.advance(timedelta(minutes=10))
    return await scene.ask("POST", f"{OWN}/begin", scene.ada)


@refused(401, "auth.wrong_password")
async def test_a_registration_in_a_sign_in_of_long_ago_with_a_wrong_password(scene: Scene) -> Response:
    scene.world.clock.advance(timedelta(minutes=10))
    return await scene.ask("POST", f"{OWN}/begin", scene.ada, currentPassword="Wrong456!")


async def test_a_registration_in_a_sign_in_of_long_ago_with_the_password(scene: Scene) -> None:
    scene.world.clock.advance(timedelta(minutes=10))
    begun = await scene.ask("POST", f"{OWN}/begin", scene.ada, currentPassword=PASSWORD)
    assert (begun.status_code, "challenge" in begun.json()["publicKey"]) == (201, True)


@refused(404, "passkey.not_found")
async def test_renaming_the_passkey_of_somebody_else(scene: Scene) -> Response:
    passkey = await add_passkey(scene.world, scene.ada, a_device())
    return await scene.ask("PATCH", f"{OWN}/{passkey['id']}", scene.cleo, name="Mine")


@refused(404, "passkey.not_found")
async def test_removing_a_passkey_that_nobody_has(scene: Scene) -> Response:
    return await scene.ask("DELETE", f"{OWN}/{NOWHERE}", scene.ada)


@refused(401, "auth.passkey.wrong")
async def test_a_signature_to_no_challenge(scene: Scene) -> Response:
    return await scene.ask("POST", "/auth/passkey/finish", credential=ASSERTION)


@refused(401, "auth.passkey.wrong")
async def test_a_signature_is_used_once(scene: Scene) -> Response:
    device = a_device()
    await add_passkey(scene.world, scene.ada, device)
    signed = await signature(scene.world, device)
    await scene.world.post("/auth/passkey/finish", body={"credential": signed})
    return await scene.ask("POST", "/auth/passkey/finish", credential=signed)


@refused(401, "auth.passkey.wrong")
async def test_an_unknown_passkey(scene: Scene) -> Response:
    device = a_device()
    await made_passkey(scene.world, scene.ada, device)
    return await finish(scene, device)


@refused(401, "auth.passkey.wrong")
async def test_a_passkey_without_verification_of_its_owner(scene: Scene) -> Response:
    device = a_device()
    await add_passkey(scene.world, scene.ada, device)
    device.verifies = False
    return await finish(scene, device)


@refused(401, "auth.passkey.wrong")
async def test_a_passkey_of_a_suspended_account(scene: Scene) -> Response:
    device = a_device()
    await add_passkey(scene.world, scene.ada, device)
    await scene.world.patch(f"/admin/users/{scene.ada.id}", scene.root, {"isActive": False})
    return await finish(scene, device)


@refused(401, "auth.passkey.copied")
async def test_a_copy_of_a_passkey_of_one_device(scene: Scene) -> Response:
    device = a_device()
    await add_passkey(scene.world, scene.ada, device)
    copy = device.copied()
    await finish(scene, device)
    return await finish(scene, copy)
