"""Erased people are former members for others, and the pictures of deleted accounts are not served."""

from datetime import timedelta

import pytest

from tests.integration.http.page_client import PageClient
from tests.integration.http.test_avatars import PNG
from tests.integration.http.world import PASSWORD, Person, World
from tests.support.existing import existing

ERASED_AFTER = timedelta(days=31)


async def a_past_session(world: World, seeker: Person, companion: Person) -> str:
    """Returns a session with a goal that is over and paid for."""
    session_id = await world.match(seeker, companion)
    await world.set_goal(seeker, session_id)
    await world.pay(seeker, session_id)
    await world.step(companion, session_id, "ready")
    await world.step(seeker, session_id, "ready", "start", "end")
    await world.settle()
    return session_id


async def erase(world: World, person: Person) -> None:
    await world.ask("DELETE", "/users/me", person)
    await world.settle()
    world.clock.advance(ERASED_AFTER)
    await world.settle()


@pytest.mark.parametrize(
    ("language", "name", "title"),
    [
        ("en", "A former member", "Removed with the account"),
        ("fr", "Un ancien membre", "Supprimé avec le compte"),
        ("ar", "عضو سابق", "حُذف مع الحساب"),
    ],
)
async def test_a_partner_keeps_the_session_with_a_former_member(
    world: World, language: str, name: str, title: str
) -> None:
    sam, cleo = await world.join("sam"), await world.companion("cleo")
    session_id = await a_past_session(world, sam, cleo)
    await world.patch("/users/me", cleo, {"preferredLanguage": language})
    await erase(world, sam)
    browser = await PageClient.of(world).sign_in(cleo.email)
    await browser.get(f"/sessions/{session_id}")
    assert f"<bdi>{name}</bdi>" in browser.page.text
    assert f"<bdi>{title}</bdi>" in browser.page.text
    assert "Sam" not in browser.page.text


async def test_api_clients_read_english_words(world: World) -> None:
    sam, cleo = await world.join("sam"), await world.companion("cleo")
    session_id = await a_past_session(world, sam, cleo)
    await erase(world, cleo)
    login = await world.post("/auth/login", body={"email": sam.email, "password": PASSWORD})
    again = Person(sam.id, sam.email, login["accessToken"], login["refreshToken"])
    found = await world.get(f"/sessions/{session_id}", again)
    assert found["companion"]["displayName"] == "A former member"
    assert existing(found["companion"])["avatarUrl"] is None


async def test_the_picture_of_a_deleted_account_is_not_served_until_its_owner_is_back(world: World) -> None:
    cleo = await world.companion("cleo")
    address = (await world.ask("PUT", "/users/me/avatar", cleo, content=b"picture", headers=PNG)).json()["avatarUrl"]
    await world.ask("DELETE", "/users/me", cleo)
    await world.settle()
    assert (await world.http.get(address)).status_code == 404
    back = await world.post("/auth/reactivate", body={"email": cleo.email, "password": PASSWORD})
    await world.settle()
    again = Person(cleo.id, cleo.email, back["accessToken"], back["refreshToken"])
    assert (await world.get("/users/me", again))["avatarUrl"] == address
    assert (await world.http.get(address)).content == b"picture"
