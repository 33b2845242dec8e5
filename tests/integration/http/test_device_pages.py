"""The page of the devices on which a reader is signed in."""

import pytest

from tests.integration.http.page_client import PageClient
from tests.integration.http.world import World

ADDRESS = "ada@example.com"
PATH = "/account/devices"


@pytest.fixture
async def ada(world: World) -> PageClient:
    return await PageClient.of(world).join("ada")


async def landed(browser: PageClient) -> str:
    """Returns the path on which a browser that opens the account ends up."""
    return (await browser.get("/account")).url.path


async def test_a_reader_sees_the_own_devices_and_signs_others_out(world: World, ada: PageClient) -> None:
    others = [await PageClient.of(world).sign_in(ADDRESS) for _ in range(3)]
    await ada.get(PATH)
    assert (ada.text.count("Sign this device out"), ada.text.count("This device")) == (3, 1)
    form = next(one for one in ada.forms() if one.action == f"{PATH}/end")
    await ada.post(form.action, dict(form.values))
    await ada.get(PATH)
    assert ada.text.count("Sign this device out") == 2
    assert sorted([await landed(other) for other in others]) == ["/account", "/account", "/login"]
    await ada.submit(f"{PATH}/end-others")
    assert "All other devices are signed out." in ada.text
    assert "Sign this device out" not in ada.text
    assert [await landed(other) for other in others] == ["/login"] * 3
    assert await landed(ada) == "/account"


async def test_a_device_that_has_ended_meanwhile_is_no_error_and_one_of_somebody_else_stays(
    world: World, ada: PageClient
) -> None:
    bo = await PageClient.of(world).join("bo")
    twin = await PageClient.of(world).sign_in("bo@example.com")
    await bo.get(PATH)
    form = next(one for one in bo.forms() if one.action == f"{PATH}/end")
    await ada.get(PATH)
    own = ada.form("/logout").value("form_token")
    answer = await ada.post(form.action, {**dict(form.values), "form_token": own})
    assert answer.headers["location"] == f"{PATH}?done=ended"
    assert await landed(twin) == "/account"
    for _ in range(2):
        answer = await bo.post(form.action, dict(form.values))
        assert answer.headers["location"] == f"{PATH}?done=ended"
    assert await landed(twin) == "/login"
