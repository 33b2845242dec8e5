"""The devices that a reader allows to show push messages, by the forms that a module of the pages sends."""

import pytest

from hushroom_http.pages.forms import FORM_TOKEN
from tests.integration.http.page_client import PageClient
from tests.integration.http.platform_parts import Parts
from tests.integration.http.world import World

ENDPOINT = "https://push.example.com/browser"
FIELDS = {"endpoint": ENDPOINT, "p256dh": "B" + "a" * 86, "auth": "a" * 22}


async def token_of(reader: PageClient) -> str:
    """Returns the form token of a reader, from the form for signing out."""
    await reader.get("/account/payments")
    return next(form.value(FORM_TOKEN) for form in reader.forms() if form.method == "post")


async def test_a_browser_is_told_until_its_reader_stops_it(world: World, parts: Parts) -> None:
    ada = await PageClient.of(world).join("ada")
    token = await token_of(ada)
    allowed = await ada.post("/notifications/devices", {FORM_TOKEN: token, **FIELDS})
    assert (allowed.status_code, allowed.headers["location"]) == (303, "/notifications?done=device-on")
    assert ENDPOINT in await parts.kept()
    stopped = await ada.post("/notifications/devices/end", {FORM_TOKEN: token, "endpoint": ENDPOINT})
    assert stopped.status_code == 303
    assert ENDPOINT not in await parts.kept()


async def test_signing_out_ends_it(world: World, parts: Parts) -> None:
    ada = await PageClient.of(world).join("ada")
    token = await token_of(ada)
    await ada.post("/notifications/devices", {FORM_TOKEN: token, **FIELDS})
    await ada.post("/logout", {FORM_TOKEN: token})
    assert ENDPOINT not in await parts.kept()


async def test_the_next_person_at_the_browser_takes_it_over(world: World, parts: Parts) -> None:
    ada, ben = await PageClient.of(world).join("ada"), await PageClient.of(world).join("ben")
    for reader in (ada, ben):
        await reader.post("/notifications/devices", {FORM_TOKEN: await token_of(reader), **FIELDS})
    await ada.post("/notifications/devices/end", {FORM_TOKEN: await token_of(ada), "endpoint": ENDPOINT})
    assert ENDPOINT in await parts.kept()


async def test_a_form_without_its_token_or_from_another_site_is_refused(world: World, parts: Parts) -> None:
    ada = await PageClient.of(world).join("ada")
    token = await token_of(ada)
    for data, headers in (
        (FIELDS, None),
        ({FORM_TOKEN: "f" * 64, **FIELDS}, None),
        ({FORM_TOKEN: token, **FIELDS}, {"sec-fetch-site": "cross-site"}),
        ({FORM_TOKEN: token, **FIELDS}, {"origin": "https://elsewhere.example"}),
    ):
        answer = await ada.post("/notifications/devices", data, headers=headers)
        assert answer.status_code == 403
    assert ENDPOINT not in await parts.kept()


@pytest.mark.parametrize(
    ("field", "value"),
    [("endpoint", "https://10.0.0.1/a"), ("p256dh", "short"), ("auth", ""), ("endpoint", "x" * 2_000)],
)
async def test_a_subscription_that_does_not_fit_is_refused(world: World, parts: Parts, field: str, value: str) -> None:
    ada = await PageClient.of(world).join("ada")
    sent = {FORM_TOKEN: await token_of(ada), **FIELDS, field: value}
    answer = await ada.post("/notifications/devices", sent)
    assert answer.status_code == 400
    assert "push_subscriptions': []" in await parts.kept()


async def test_the_key_is_for_readers_alone(world: World) -> None:
    stranger, ada = PageClient.of(world), await PageClient.of(world).join("ada")
    assert (await stranger.http.get("/notifications/key")).headers["location"].startswith("/login?next=")
    answer = await ada.get("/notifications/key")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert len(answer.text) == 87
