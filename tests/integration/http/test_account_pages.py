"""The pages of the account and of mailed links: what they change, and how they refuse bad entries."""

import io
import json
import re
from datetime import timedelta
from typing import Any, cast

import pytest
from attrs import evolve

from hushroom_domain.shared.errors import Unavailable
from tests.integration.http.page_client import SAME, PageClient
from tests.integration.http.world import PASSWORD, RESET, VERIFICATION, World

ADDRESS = "ada@example.com"
OTHER = "Different456!"


@pytest.fixture
async def ada(world: World) -> PageClient:
    return await PageClient.of(world).join("ada")


async def test_a_profile_is_changed_and_shown_in_the_language_that_was_chosen(ada: PageClient) -> None:
    await ada.get("/account/profile")
    assert ada.form("/account/profile").value("displayName") == "ada"
    await ada.submit(
        "/account/profile", displayName="Ada L.", timezone="Asia/Tokyo", preferredLanguage="fr", lastName=""
    )
    assert (ada.page.status_code, ada.page.headers["content-language"]) == (200, "fr")
    form = ada.form("/account/profile")
    assert (form.value("displayName"), form.value("timezone")) == ("Ada L.", "Asia/Tokyo")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"displayName": "x" * 101}, "displayName"),
        ({"firstName": "a\u202eb"}, "firstName"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"preferredLanguage": "tlh"}, "preferredLanguage"),
    ],
)
async def test_a_bad_profile_names_its_field(ada: PageClient, wrong: dict[str, str], field: str) -> None:
    await ada.get("/account/profile")
    page = await ada.submit("/account/profile", **{"displayName": "New", **wrong})
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    await ada.get("/account/profile")
    assert ada.form("/account/profile").value("displayName") == "ada"


async def test_a_zone_by_an_earlier_name_is_kept_and_not_offered_to_others(ada: PageClient) -> None:
    await ada.get("/account/profile")
    assert ">Asia/Calcutta<" not in ada.page.text
    await ada.submit("/account/profile", timezone="Asia/Calcutta")
    await ada.get("/account/profile")
    assert ada.form("/account/profile").value("timezone") == "Asia/Calcutta"
    await ada.submit("/account/profile", displayName="Ada L.")
    assert ada.form("/account/profile").value("timezone") == "Asia/Calcutta"


async def test_languages_are_replaced_and_empty_rows_left_out(ada: PageClient) -> None:
    await ada.get("/account/languages")
    await ada.submit("/account/languages", language=["fr", "", "ar"], proficiency=["native", "native", "fluent"])
    rows = [value for name, value in ada.form("/account/languages").values if name == "language"]
    assert rows == ["fr", "ar", "", "", ""]


async def test_languages_are_offered_by_their_names_in_the_readers_language(ada: PageClient) -> None:
    await ada.get("/account/languages")
    assert re.search(r'<option value="de">German</option>', ada.page.text)
    await ada.submit("/account/languages", language=["de", "", "", "fr-CA"], proficiency=["fluent"] * 4)
    await ada.get("/account/profile")
    await ada.submit("/account/profile", preferredLanguage="fr")
    await ada.get("/account/languages")
    assert re.search(r'<option value="de" selected>allemand</option>', ada.page.text)
    assert re.search(r'<input id="language-2" name="language" value="fr-CA"', ada.page.text)


@pytest.mark.parametrize(
    ("languages", "levels"), [(["fr", "FR"], ["native"] * 2), (["x"], ["native"]), (["fr"], ["?"])]
)
async def test_bad_languages_come_back_as_they_were_typed(
    ada: PageClient, languages: list[str], levels: list[str]
) -> None:
    await ada.get("/account/languages")
    page = await ada.submit("/account/languages", language=languages, proficiency=levels)
    assert page.status_code == 422
    rows = [value for name, value in ada.form("/account/languages").values if name == "language"]
    assert rows[: len(languages)] == languages
    wrong = len(languages)
    assert f'href="#language-{wrong}"' in page.text
    assert f'aria-describedby="language-{wrong}-error"' in page.text


async def test_too_many_languages_are_refused_as_a_whole(ada: PageClient) -> None:
    await ada.get("/account/languages")
    many = [f"en-x-{number:04}" for number in range(51)]
    page = await ada.submit("/account/languages", language=many, proficiency=["native"] * 51)
    assert (page.status_code, 'href="#language-1"' in page.text) == (422, True)


async def test_a_language_with_a_region_stays_the_language_of_the_pages(world: World) -> None:
    person = await world.join("ada")
    await world.patch("/users/me", person, {"preferredLanguage": "fr-CA"})
    ada = await PageClient.of(world).sign_in(ADDRESS)
    await ada.get("/account/profile")
    assert ada.form("/account/profile").value("preferredLanguage") == "fr"


async def test_an_outage_is_not_said_to_be_a_wrong_password(
    world: World, ada: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(*_: object) -> None:
        raise Unavailable(retry_after_seconds=5)

    await ada.get("/account/password")
    identity = world.platform.application.identity
    application = evolve(
        world.platform.application, identity=evolve(identity, change_password_in_browser=cast("Any", down))
    )
    monkeypatch.setattr(world.platform, "application", application)
    page = await ada.submit("/account/password", currentPassword=PASSWORD, newPassword=OTHER)
    assert page.status_code == 503
    assert 'id="currentPassword-error"' not in page.text
    assert 'id="problems"' in page.text


@pytest.mark.parametrize("path", ["/verify-email", "/reset-password"])
async def test_the_form_of_a_mailed_link_is_proved_by_its_origin_alone_in_older_browsers(
    world: World, path: str
) -> None:
    browser = PageClient.of(world)
    opened = await browser.get(path, params={"token": "unknown"})
    assert opened.headers["referrer-policy"] == "strict-origin", "no-referrer makes browsers send Origin: null"
    form = dict(browser.form(path).values) | {"password": OTHER}
    answer = await browser.post(path, form, headers={"origin": "http://hushroom.localhost"})
    assert answer.status_code == 400


async def test_a_new_password_keeps_this_browser_and_ends_the_others(world: World, ada: PageClient) -> None:
    elsewhere = await PageClient.of(world).sign_in(ADDRESS)
    before = ada.http.cookies["hushroom"]
    await ada.get("/account/password")
    await ada.submit("/account/password", currentPassword=PASSWORD, newPassword=OTHER)
    assert ada.page.url.path == "/account/password"
    assert ada.http.cookies["hushroom"] != before
    assert (await elsewhere.get("/home")).url.path == "/login"
    assert (await (await PageClient.of(world).sign_in(ADDRESS, OTHER)).get("/home")).url.path == "/home"


@pytest.mark.parametrize(
    ("present", "new", "field"), [("Wrong12345", OTHER, "currentPassword"), (PASSWORD, "short", "newPassword")]
)
async def test_a_password_that_cannot_be_changed_says_why(ada: PageClient, present: str, new: str, field: str) -> None:
    await ada.get("/account/password")
    page = await ada.submit("/account/password", currentPassword=present, newPassword=new)
    assert page.status_code in {422, 403}
    assert f'id="{field}-error"' in page.text
    assert present not in page.text


async def test_all_data_come_as_a_file(ada: PageClient) -> None:
    await ada.get("/account/data")
    form = ada.form("/account/data/export")
    answer = await ada.post("/account/data/export", dict(form.values))
    assert answer.headers["content-disposition"] == 'attachment; filename="hushroom.json"'
    assert json.loads(answer.content)["profile"]["email"] == ADDRESS


async def test_an_account_is_deleted_when_its_owner_is_sure(ada: PageClient) -> None:
    await ada.get("/account/data")
    page = await ada.submit("/account/data/delete")
    assert page.status_code == 422
    assert 'id="sure-error"' in page.text
    await ada.submit("/account/data/delete", sure="yes")
    assert ada.page.url.path == "/login"
    assert (await ada.get("/home")).url.path == "/login"
    await ada.sign_in(ADDRESS)
    assert ada.page.status_code == 422
    assert "Bring my account back" in ada.text


async def test_a_deleted_account_is_brought_back_on_the_page_of_signing_in(ada: PageClient) -> None:
    await ada.get("/account/data")
    await ada.submit("/account/data/delete", sure="yes")
    page = await ada.submit("/login", email=ADDRESS, password="Wrong123!")
    assert (page.status_code, "comeBack" in page.text) == (422, False)
    await ada.submit("/login", email=ADDRESS, password=PASSWORD)
    assert 'name="comeBack"' in ada.page.text
    assert PASSWORD not in ada.page.text
    page = await ada.submit("/login", password="Wrong123!")
    assert (page.status_code, "comeBack" in page.text) == (422, False)
    await ada.submit("/login", email=ADDRESS, password=PASSWORD)
    await ada.submit("/login", password=PASSWORD)
    assert ada.page.url.path == "/home"
    assert (await ada.get("/account")).status_code == 200


async def test_opening_a_mailed_link_proves_nothing_and_pressing_its_button_does(world: World, ada: PageClient) -> None:
    await world.settle()
    token = await world.mailed_token(ADDRESS, VERIFICATION)
    await ada.get("/account")
    assert "not confirmed yet" in ada.text
    opened = await ada.get("/verify-email", params={"token": token})
    assert (opened.headers["cache-control"], opened.headers["referrer-policy"]) == ("no-store", "strict-origin")
    await ada.get("/account")
    assert "not confirmed yet" in ada.text
    await ada.get("/verify-email", params={"token": token})
    await ada.submit("/verify-email")
    assert (ada.page.url.path, "Your address is confirmed" in ada.text) == ("/home", True)
    await ada.get("/account")
    assert "not confirmed yet" not in ada.text
    await ada.get("/verify-email", params={"token": token})
    assert (await ada.submit("/verify-email")).status_code == 400


@pytest.mark.parametrize("path", ["/verify-email", "/reset-password"])
@pytest.mark.parametrize("token", ["", " ", "x" * 5_000])
async def test_a_link_without_its_token_says_so(world: World, path: str, token: str) -> None:
    browser = PageClient.of(world)
    assert (await browser.get(path, params={"token": token})).status_code == 400
    await browser.get(path, params={"token": "unknown"})
    assert (await browser.submit(path, token=token, password=OTHER)).status_code == 400


@pytest.mark.parametrize("path", ["/verify-email", "/reset-password"])
async def test_a_token_in_a_link_is_text_and_nothing_else(world: World, path: str) -> None:
    token = '"><script>alert(1)</script>'
    browser = PageClient.of(world)
    page = await browser.get(path, params={"token": token})
    assert "<script>" not in page.text
    assert browser.form(path).value("token") == token


@pytest.mark.parametrize("path", ["/verify-email", "/reset-password"])
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"token=%ff", "application/x-www-form-urlencoded", 400),
        (b"token=\xff", "application/x-www-form-urlencoded", 400),
        (b"&".join([b"a=b"] * 1_001), "application/x-www-form-urlencoded", 400),
        (b"token=a%00b", "application/x-www-form-urlencoded", 403),
        (b"", "application/x-www-form-urlencoded", 403),
    ],
)
async def test_what_is_no_form_of_ours_is_refused_in_words(
    world: World, path: str, body: bytes, kind: str, status: int
) -> None:
    browser = PageClient.of(world)
    await browser.get(path, params={"token": "unknown"})
    answer = await browser.http.post(path, content=body, headers={**SAME, "content-type": kind})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")


async def test_no_token_of_a_link_is_logged(world: World, ada: PageClient, logged: io.StringIO) -> None:
    await world.settle()
    token = await world.mailed_token(ADDRESS, VERIFICATION)
    await ada.get("/verify-email", params={"token": token})
    await ada.submit("/verify-email")
    await ada.get("/reset-password", params={"token": token})
    await ada.submit("/reset-password", password="weak")
    assert "/verify-email" in logged.getvalue()
    assert token not in logged.getvalue()


async def test_a_link_that_is_too_old_is_said_to_be(world: World, ada: PageClient) -> None:
    await world.settle()
    token = await world.mailed_token(ADDRESS, VERIFICATION)
    world.clock.advance(timedelta(hours=24))
    await ada.get("/verify-email", params={"token": token})
    assert (await ada.submit("/verify-email")).status_code == 400
    assert "too old" in ada.text


async def test_a_forgotten_password_is_set_by_the_mailed_link(world: World, ada: PageClient) -> None:
    browser = PageClient.of(world)
    await browser.get("/forgot-password")
    await browser.submit("/forgot-password", email=ADDRESS)
    token = await world.mailed_token(ADDRESS, RESET)
    await browser.get("/reset-password", params={"token": token})
    page = await browser.submit("/reset-password", password="weak")
    assert page.status_code == 422
    assert browser.form("/reset-password").value("token") == token
    await browser.submit("/reset-password", password=OTHER)
    assert browser.page.url.path == "/login"
    assert (await ada.get("/home")).url.path == "/login"
    await browser.sign_in(ADDRESS, OTHER)
    assert (await browser.get("/home")).url.path == "/home"


async def test_the_answer_to_a_forgotten_password_tells_nothing(world: World, ada: PageClient) -> None:
    browser = PageClient.of(world)
    texts = set()
    for address in (ADDRESS, "nobody@example.com"):
        await browser.get("/forgot-password")
        await browser.submit("/forgot-password", email=address)
        texts.add(browser.text)
    assert len(texts) == 1
    assert ada.page.status_code == 200


@pytest.mark.parametrize("step", ["1", "2", "3", "9", "x"])
async def test_the_onboarding_has_three_steps(ada: PageClient, step: str) -> None:
    page = await ada.get("/welcome", params={"step": step})
    assert page.status_code == 200
    assert page.text.count('aria-current="step"') == 1


async def test_pages_of_a_local_server_are_at_one_address(world: World) -> None:
    other = World.new(world.parts, public_url="http://localhost:8000")
    browser = PageClient.of(other)
    moved = await browser.http.get("http://127.0.0.1:8000/login?next=/home")
    assert (moved.status_code, moved.headers["location"]) == (307, "http://localhost:8000/login?next=/home")
    assert (await browser.http.get("http://localhost:8000/login")).status_code == 200
    assert (await browser.http.get("http://127.0.0.1:8000/api/v1/health/live")).status_code == 200
