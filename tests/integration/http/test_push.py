"""Push subscriptions over API v1."""

from attrs import evolve

from tests.integration.http.good_requests import SUBSCRIPTION
from tests.integration.http.platform_parts import Parts
from tests.integration.http.world import World


async def test_a_browser_subscribes_again_and_keeps_its_id(world: World) -> None:
    ada = await world.join("ada")
    first = await world.ask("PUT", "/users/me/push-subscriptions", ada, json=SUBSCRIPTION)
    again = await world.ask("PUT", "/users/me/push-subscriptions", ada, json=SUBSCRIPTION)
    assert first.json() == again.json()
    assert str(SUBSCRIPTION["endpoint"]) not in first.text


async def test_signing_out_ends_the_subscription(world: World, parts: Parts) -> None:
    ada = await world.join("ada")
    await world.ask("PUT", "/users/me/push-subscriptions", ada, json=SUBSCRIPTION)
    assert "push.example.com" in await parts.kept()
    await world.post("/auth/logout", body={"refreshToken": ada.refresh_token})
    assert "push.example.com" not in await parts.kept()


async def test_an_endpoint_in_a_private_network_is_refused(world: World) -> None:
    ada = await world.join("ada")
    for endpoint in ("https://10.0.0.1/a", "http://127.0.0.1:8000/a", "https://metadata.internal/a"):
        wrong = {**SUBSCRIPTION, "endpoint": endpoint}
        answer = await world.ask("PUT", "/users/me/push-subscriptions", ada, json=wrong)
        assert answer.status_code == 400
        assert answer.json()["details"] == [
            {"field": "endpoint", "message": "must be an https address of a public host"}
        ]


async def test_without_a_key_push_messages_are_not_offered(parts: Parts) -> None:
    given = parts.application.notifications
    off = evolve(given, push_key=None, subscribe=evolve(given.subscribe, is_on=False))
    world = World.new(evolve(parts, application=evolve(parts.application, notifications=off)))
    async with world.http:
        ada = await world.join("ada")
        asked = await world.ask("GET", "/push/key")
        subscribed = await world.ask("PUT", "/users/me/push-subscriptions", ada, json=SUBSCRIPTION)
    assert [(one.status_code, one.json()["code"]) for one in (asked, subscribed)] == [(404, "push.off")] * 2
