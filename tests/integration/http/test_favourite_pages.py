"""Favourites: kept from a profile, listed for their owner alone, gone with the companion's rights."""

from typing import Any
from unittest.mock import AsyncMock

from attrs import evolve

from hushroom_domain.companions.errors import TooManyFavourites
from tests.integration.http.page_client import PageClient, PageForm
from tests.integration.http.world import World


async def test_a_companion_is_kept_listed_and_removed(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    await world.patch("/users/me", cleo, {"displayName": "Cleo"})
    browser = await PageClient.of(world).sign_in(ada.email)
    await browser.get("/account/favourites")
    assert "You keep nobody yet" in browser.text
    await browser.get(f"/companions/{cleo.companion_id}")
    await browser.submit("/account/favourites")
    assert "Kept." in browser.text
    assert "Cleo" in browser.text
    exported = (await world.ask("POST", "/users/me/data-export", ada)).json()
    assert [one["companionId"] for one in exported["favourites"]] == [cleo.companion_id]
    await browser.get(f"/companions/{cleo.companion_id}")
    assert "One of your favourites" in browser.text
    other = await PageClient.of(world).sign_in(cleo.email)
    await other.get("/account/favourites")
    assert "You keep nobody yet" in other.text
    await browser.get("/account/favourites")
    await browser.submit("/account/favourites/remove")
    assert "Removed from your favourites" in browser.text
    assert "You keep nobody yet" in browser.text


async def test_a_suspended_companion_leaves_the_list(world: World) -> None:
    ada, cleo, root = await world.join("ada"), await world.companion("cleo"), await world.admin()
    browser = await PageClient.of(world).sign_in(ada.email)
    await browser.get(f"/companions/{cleo.companion_id}")
    await browser.submit("/account/favourites")
    await world.post(f"/admin/companions/{cleo.companion_id}/suspend", root)
    await browser.get("/account/favourites")
    assert "You keep nobody yet" in browser.text


async def test_a_companion_that_does_not_exist_is_not_kept(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    browser = await PageClient.of(world).sign_in(ada.email)
    for wrong, status in (("nonsense", 400), (ada.id, 404)):
        await browser.get(f"/companions/{cleo.companion_id}")
        page = await browser.submit("/account/favourites", companionId=wrong)
        assert page.status_code == status


async def test_a_companion_is_kept_in_the_list_and_the_filters_stay(world: World) -> None:
    ada, cleo, _ = await world.join("ada"), await world.companion("cleo"), await world.companion("dora")
    where = "/fr/companions?q=&sort=price&minutes=45&price=80"
    stranger = PageClient.of(world)
    await stranger.get(where)
    assert [form.action for form in stranger.forms() if "favourites" in form.action] == []
    browser = await PageClient.of(world).sign_in(ada.email)
    await browser.get(where)
    forms = [form for form in browser.forms() if form.action == "/account/favourites"]
    assert len(forms) == 2
    answer = await browser.post("/account/favourites", dict(form_of(forms, cleo.companion_id).values))
    assert answer.status_code == 303
    place = f"#companion-{cleo.companion_id}"
    assert answer.headers["location"] == f"/fr/companions?sort=price&minutes=45&price=80&done=kept{place}"
    await browser.get(answer.headers["location"])
    assert "Vous retrouverez" in browser.text
    assert f'id="companion-{cleo.companion_id}"' in browser.page.text
    assert browser.text.count("votre favori") == 1
    left = [form.action for form in browser.forms() if "favourites" in form.action]
    assert sorted(left) == ["/account/favourites", "/account/favourites/remove"]
    assert "done=" not in browser.form("/account/favourites/remove").value("back")
    await browser.submit("/account/favourites/remove")
    assert "price=80&done=removed" in str(browser.page.url)
    assert "votre favori" not in browser.text


async def test_a_button_leads_to_pages_of_ours_alone(world: World) -> None:
    ada, _ = await world.join("ada"), await world.companion("cleo")
    browser = await PageClient.of(world).sign_in(ada.email)
    for foreign in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        await browser.get("/companions")
        form = next(form for form in browser.forms() if "favourites" in form.action)
        answer = await browser.post(form.action, {**dict(form.values), "back": foreign})
        assert answer.headers["location"].startswith("/account/favourites?done=")


async def test_one_favourite_too_many_is_said_with_the_list(world: World) -> None:
    ada, dora = await world.join("ada"), await world.companion("dora")
    await world.patch("/users/me", await world.companion("cleo"), {"displayName": "Cleo"})
    browser = await PageClient.of(world).sign_in(ada.email)
    await browser.get("/companions?q=cleo")
    await browser.submit("/account/favourites")
    usual = world.platform.application
    full: Any = AsyncMock(side_effect=TooManyFavourites)
    world.platform.application = evolve(usual, companions=evolve(usual.companions, keep_favourite=full))
    await browser.get(f"/companions/{dora.companion_id}")
    await browser.submit("/account/favourites", companionId=dora.companion_id)
    assert browser.page.status_code == 422
    assert "as many favourites as one account may" in browser.text
    assert "Cleo" in browser.text


def form_of(forms: list[PageForm], companion_id: str) -> PageForm:
    return next(form for form in forms if form.value("companionId") == companion_id)
