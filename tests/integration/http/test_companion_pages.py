"""The pages of a companion: application, profile, presence, hours, blocks, earnings, reviews, payouts."""

import re
from datetime import timedelta
from html import unescape

import pytest

from tests.integration.http.page_client import PageClient
from tests.integration.http.world import Person, World

LINK = re.compile(r'<a href="/sessions/[0-9a-f-]{36}"')
GOOD = {"bio": "I read while you write.", "expertiseTags": "writing, taxes", "baseRate": "15,50"}


async def browser_of(world: World, person: Person) -> PageClient:
    return await PageClient.of(world).sign_in(person.email)


@pytest.fixture
async def cleo(world: World) -> Person:
    return await world.companion("cleo")


@pytest.fixture
async def browser(world: World, cleo: Person) -> PageClient:
    return await browser_of(world, cleo)


async def test_a_seeker_applies_and_reads_the_state_of_the_application(world: World) -> None:
    browser = await PageClient.of(world).join("nora")
    await browser.get("/companion")
    assert browser.page.url.path == "/companion/application"
    await browser.submit("/companion/application", **GOOD)
    assert (browser.page.status_code, "We are reading it" in browser.text) == (200, True)
    assert "Your application is with us" in browser.text
    await browser.get("/companion")
    assert "Your profile is not open to others now" in browser.text
    assert "/companion/presence" not in browser.page.text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("baseRate", ""),
        ("baseRate", "0"),
        ("baseRate", "-3"),
        ("baseRate", "much"),
        ("baseRate", "1000.01"),
        ("baseRate", "15.505"),
        ("baseRate", "9" * 40),
        ("bio", "x" * 2_001),
        ("expertiseTags", "y" * 51),
        ("expertiseTags", ",".join(f"tag{number}" for number in range(31))),
        ("driftEnforcement", "CRUEL"),
        ("driftEnforcement", ""),
    ],
)
async def test_a_bad_application_names_its_field_and_keeps_the_others(world: World, field: str, typed: str) -> None:
    browser = await PageClient.of(world).join("nora")
    await browser.get("/companion/application")
    page = await browser.submit("/companion/application", **{**GOOD, field: typed})
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    kept = browser.form("/companion/application")
    name = "expertiseTags" if field == "bio" else "bio"
    assert kept.value(name) == GOOD[name]


async def test_a_second_application_leads_to_the_first(world: World) -> None:
    browser = await PageClient.of(world).join("nora")
    await browser.get("/companion/application")
    fields = dict(browser.form("/companion/application").values) | GOOD
    await browser.post("/companion/application", fields)
    await browser.get("/companion/profile")
    present = browser.form("/companion/profile").value("form_token")
    answer = await browser.post("/companion/application", fields | {"form_id": "another", "form_token": present})
    assert (answer.status_code, answer.headers["location"]) == (303, "/companion/application")


async def test_a_companion_changes_the_profile(world: World, browser: PageClient, cleo: Person) -> None:
    await browser.get("/companion/profile")
    assert browser.form("/companion/profile").value("baseRate") == "30.5"
    await browser.submit("/companion/profile", bio="New words", baseRate="22", maxConcurrent="2", expertiseTags="")
    assert "Your profile is saved" in browser.text
    stored = await world.get("/companions/me", cleo)
    assert (stored["bio"], stored["baseRate"], stored["maxConcurrent"], stored["expertiseTags"]) == (
        "New words",
        22,
        2,
        [],
    )


@pytest.mark.parametrize("seats", ["0", "6", "many", ""])
async def test_a_bad_number_of_seats_is_refused(browser: PageClient, seats: str) -> None:
    await browser.get("/companion/profile")
    page = await browser.submit("/companion/profile", maxConcurrent=seats)
    assert (page.status_code, 'id="maxConcurrent-error"' in page.text) == (422, True)


async def test_a_companion_goes_online_and_offline(world: World, browser: PageClient, cleo: Person) -> None:
    await browser.get("/companion")
    assert "You have not said when you work" in browser.text
    await browser.submit("/companion/presence")
    assert "You are online." in browser.text
    assert (await world.get(f"/companions/{cleo.companion_id}"))["isOnline"] is True
    await browser.submit("/companion/presence")
    assert (await world.get(f"/companions/{cleo.companion_id}"))["isOnline"] is False


async def test_a_booked_session_stands_on_the_home_page(world: World, browser: PageClient, cleo: Person) -> None:
    ada = await world.join("ada")
    await world.match(ada, cleo)
    await browser.get("/companion")
    assert "Today" in browser.text
    assert "not paid yet" in browser.text
    assert "Nobody has booked you yet" not in browser.text


async def test_a_week_of_hours_is_saved_and_shown_again(world: World, browser: PageClient, cleo: Person) -> None:
    await browser.get("/companion/hours")
    day = {"date-0": "2999-05-05", "date-0-from": "10:00", "date-0-to": "11:00"}
    week = {"MONDAY-0-from": "09:00", "MONDAY-0-to": "12:00", "MONDAY-2-from": "14:00", "MONDAY-2-to": "00:00"}
    page = await browser.submit("/companion/hours", **week, **day)
    assert (page.status_code, "Your hours are saved" in browser.text) == (200, True)
    stored = await world.get("/availability/me", cleo)
    assert {(slot["dayOfWeek"], slot["startTime"], slot["endTime"], slot["isRecurring"]) for slot in stored} == {
        ("MONDAY", "09:00", "12:00", True),
        ("MONDAY", "14:00", "24:00", True),
        ("SUNDAY", "10:00", "11:00", False),
    }
    form = browser.form("/companion/hours")
    assert (form.value("MONDAY-1-from"), form.value("MONDAY-1-to")) == ("14:00", "00:00")
    assert form.value("date-0") == "2999-05-05"


async def test_hours_of_another_zone_keep_their_zone(world: World, browser: PageClient, cleo: Person) -> None:
    slot = {"dayOfWeek": "FRIDAY", "startTime": "09:00", "endTime": "12:00", "timezone": "Europe/Paris"}
    await world.put("/availability/me", cleo, {"slots": [slot]})
    await browser.get("/companion/hours")
    assert "Europe/Paris" in browser.text
    await browser.submit("/companion/hours", **{"FRIDAY-1-from": "13:00", "FRIDAY-1-to": "14:00"})
    stored = await world.get("/availability/me", cleo)
    assert [(slot["startTime"], slot["timezone"]) for slot in stored] == [("09:00", "Europe/Paris"), ("13:00", "UTC")]


async def test_new_hours_have_the_zone_of_the_account(world: World, browser: PageClient, cleo: Person) -> None:
    await world.patch("/users/me", cleo, {"timezone": "America/New_York"})
    await browser.get("/companion/hours")
    assert "New York" in browser.text
    await browser.submit("/companion/hours", **{"SUNDAY-0-from": "02:30", "SUNDAY-0-to": "03:30"})
    stored = await world.get("/availability/me", cleo)
    assert [(slot["startTime"], slot["timezone"]) for slot in stored] == [("02:30", "America/New_York")]


@pytest.mark.parametrize(
    ("typed", "row"),
    [
        ({"MONDAY-0-from": "09:00"}, "MONDAY-0"),
        ({"MONDAY-0-to": "09:00"}, "MONDAY-0"),
        ({"MONDAY-1-from": "late", "MONDAY-1-to": "12:00"}, "MONDAY-1"),
        ({"MONDAY-0-from": "25:00", "MONDAY-0-to": "26:00"}, "MONDAY-0"),
        ({"MONDAY-0-from": "09:00+02:00", "MONDAY-0-to": "12:00"}, "MONDAY-0"),
        ({"TUESDAY-2-from": "12:00", "TUESDAY-2-to": "09:00"}, "TUESDAY-2"),
        ({"TUESDAY-0-from": "12:00", "TUESDAY-0-to": "12:00"}, "TUESDAY-0"),
        (
            {"TUESDAY-0-from": "09:00", "TUESDAY-0-to": "12:00", "TUESDAY-1-from": "11:00", "TUESDAY-1-to": "13:00"},
            "TUESDAY-1",
        ),
        ({"date-0-from": "09:00", "date-0-to": "10:00"}, "date-0"),
        ({"date-0": "31 May", "date-0-from": "09:00", "date-0-to": "10:00"}, "date-0"),
        ({"date-0": "0001-01-01", "date-0-from": "09:00", "date-0-to": "10:00"}, "date-0"),
        ({"date-0": "2030-01-01"}, "date-0"),
        ({"MONDAY-0-from": "09:00", "MONDAY-0-to": "10:00", "MONDAY-0-zone": "Mars/Base"}, "MONDAY-0"),
    ],
)
async def test_bad_hours_name_their_row_and_keep_what_was_typed(
    world: World, browser: PageClient, cleo: Person, typed: dict[str, str], row: str
) -> None:
    await browser.get("/companion/hours")
    fields = dict(browser.form("/companion/hours").values) | {"FRIDAY-0-from": "08:00", "FRIDAY-0-to": "09:00"}
    browser.page = await browser.post("/companion/hours", fields | typed)
    assert browser.page.status_code == 422
    assert f'id="{row}-error"' in browser.page.text
    assert f'href="#{row}"' in browser.page.text
    form = browser.form("/companion/hours")
    assert {name: form.value(name) for name in typed} == typed
    assert form.value("FRIDAY-0-from") == "08:00"
    assert await world.get("/availability/me", cleo) == []


async def test_time_is_blocked_and_freed(world: World, browser: PageClient, cleo: Person) -> None:
    await browser.get("/companion/hours")
    await browser.submit("/companion/hours/blocks", date="2030-05-06")
    assert "The time is blocked" in browser.text
    await browser.submit("/companion/hours/blocks", date="2030-05-07", startTime="10:00", endTime="00:00")
    blocks = await world.get("/availability/me", cleo)
    assert [(one["specificDate"][:10], one["startTime"], one["isBlocked"]) for one in blocks] == [
        ("2030-05-06", "00:00", True),
        ("2030-05-07", "10:00", True),
    ]
    assert "the whole day" in browser.text
    assert "10:00 to 00:00" in browser.text
    action = next(form.action for form in browser.forms() if form.action.endswith("/remove"))
    await browser.submit(action)
    assert "free again" in browser.text
    assert len(await world.get("/availability/me", cleo)) == 1


async def test_the_hours_of_a_block_have_the_digits_of_the_reader(browser: PageClient) -> None:
    await browser.get("/companion/hours")
    await browser.submit("/companion/hours/blocks", date="2030-05-07", startTime="12:34", endTime="22:43")
    await browser.get("/account/profile")
    await browser.submit("/account/profile", preferredLanguage="ar-u-nu-arab")
    await browser.get("/companion/hours")
    assert "٢٢:٤٣" in browser.text
    assert "١٢:٣٤" in browser.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"date": ""}, "date"),
        ({"date": "soon"}, "date"),
        ({"date": "3999-01-01"}, "date"),
        ({"startTime": "x"}, "startTime"),
        ({"endTime": "24:30"}, "endTime"),
        ({"startTime": "12:00", "endTime": "11:00"}, "startTime"),
    ],
)
async def test_a_bad_block_names_its_field(browser: PageClient, typed: dict[str, str], field: str) -> None:
    await browser.get("/companion/hours")
    page = await browser.submit("/companion/hours/blocks", **{"date": "2030-05-06", **typed})
    assert (page.status_code, f'id="{field}-error"' in page.text) == (422, True)
    form = browser.form("/companion/hours/blocks")
    assert {name: form.value(name) for name in typed} == typed


async def test_earnings_show_price_fee_and_share(world: World, browser: PageClient, cleo: Person) -> None:
    await browser.get("/companion/earnings")
    assert "Nothing is earned yet" in browser.text
    await world.ready(await world.join("ada"), cleo)
    await browser.get("/companion/earnings")
    earned = await world.get("/payments/companion/earnings", cleo)
    assert f"Held for sessions to come €{earned['pendingPayouts']:.2f}" in browser.text
    assert "held, not taken" in browser.text
    assert "30%" in browser.text
    await browser.get("/companion/earnings?status=CAPTURED")
    assert "No session of this kind." in browser.text
    assert browser.form("/companion/earnings").value("status") == "CAPTURED"
    await browser.get("/companion/earnings?status=AUTHORIZED")
    assert "held, not taken" in browser.text
    refused = await browser.get("/companion/earnings?status=LENT")
    assert (refused.status_code, "Choose one" in browser.text) == (422, True)


async def test_earnings_go_on_behind_the_newest_twenty(world: World, browser: PageClient, cleo: Person) -> None:
    ada = await world.join("ada")
    for _ in range(22):
        world.clock.advance(timedelta(seconds=1))
        await world.end(ada, cleo)
    await world.settle()
    await browser.get("/companion/earnings?status=CAPTURED")
    assert len(LINK.findall(browser.page.text)) == 20
    following = re.search(r'rel="next" href="([^"]+)"', browser.page.text)
    assert following is not None
    assert "status=CAPTURED" in following[1]
    await browser.get("/companion/earnings" + unescape(following[1]))
    assert len(LINK.findall(browser.page.text)) == 2
    assert "First page" in browser.text


async def test_the_questions_of_the_provider_are_a_link(browser: PageClient) -> None:
    await browser.get("/companion/payouts?onboarding=again")
    assert "That link had expired" in browser.text
    page = await browser.submit("/companion/payouts")
    assert (page.status_code, "The questions are ready" in browser.text) == (200, True)
    assert 'rel="noreferrer"' in page.text
    await browser.get("/companion/payouts?onboarding=done")
    assert "You have begun" in browser.text


async def test_public_ratings_are_shown_with_their_words(world: World, browser: PageClient, cleo: Person) -> None:
    await browser.get("/companion/reviews")
    assert "Nobody has written a public review" in browser.text
    ada = await world.join("ada")
    session_id, _ = await world.end(ada, cleo)
    rating = {"sessionId": session_id, "overallScore": 4, "comment": "Calm & <kind>", "isPublic": True}
    await world.post("/ratings", ada, rating)
    await browser.get("/companion/reviews")
    assert "4 of 5" in browser.text
    assert "Calm &amp; &lt;kind&gt;" in browser.page.text


@pytest.mark.parametrize("page", ["hours", "profile", "earnings", "reviews", "payouts"])
async def test_a_reader_without_a_profile_finds_no_pages_of_companions(world: World, page: str) -> None:
    browser = await PageClient.of(world).join("nora")
    assert (await browser.get(f"/companion/{page}")).status_code == 404


async def test_others_blocks_are_not_removed(world: World, browser: PageClient) -> None:
    other = await world.companion("dora")
    block = await world.post("/availability/me/block", other, {"date": "2030-05-06"})
    await browser.get("/companion/hours")
    form = browser.form("/companion/hours/blocks")
    answer = await browser.post(f"/companion/hours/blocks/{block['id']}/remove", dict(form.values))
    assert answer.status_code == 404
    assert len(await world.get("/availability/me", other)) == 1
