"""The pages of a booking, from what and when to paid, and the page of the session, by one browser without scripts."""

import re
from datetime import timedelta

import pytest

from hushroom_adapters.i18n.pages.catalogues import catalogue
from tests.integration.http.page_client import PageClient
from tests.integration.http.world import PASSWORD, Person, World

NOWHERE = "0199a1c2-7d3e-7b10-9f4a-2c5d8e6f7a20"
GOAL = {
    "title": "Write the report",
    "description": "From outline to a draft",
    "successCriteria": "A draft exists\nIt has an end",
    "keywords": "writing, report",
}


@pytest.fixture
async def ada(world: World) -> PageClient:
    return await PageClient.of(world).join("ada")


@pytest.fixture
async def cleo(world: World) -> Person:
    return await world.companion("cleo")


async def as_companion(world: World, cleo: Person) -> PageClient:
    """Returns the companion's browser."""
    return await PageClient.of(world).sign_in(cleo.email)


def path_of(browser: PageClient) -> str:
    """Returns the address of the session on whose page or step the browser is."""
    found = re.match(r"/sessions/[0-9a-f-]{36}", browser.page.url.path)
    assert found is not None, browser.page.url
    return found[0]


async def booked(browser: PageClient, **about: str) -> str:
    await browser.get("/sessions/new")
    await browser.submit("/sessions/new", **{"type": "FOCUS", "plannedDuration": "30", "scheduledAt": "", **about})
    assert browser.page.url.path.endswith("/goal"), browser.text
    return path_of(browser)


async def agreed(browser: PageClient, **about: str) -> str:
    """Returns the session with a goal and an agreement; the browser is at the choice of a companion."""
    path = await booked(browser, **about)
    await browser.submit(f"{path}/goal", **GOAL)
    assert browser.page.url.path == f"{path}/contract", browser.text
    await browser.submit(f"{path}/contract")
    assert browser.page.url.path == f"{path}/companions", browser.text
    return path


async def matched(browser: PageClient) -> str:
    """Returns the session with a companion; the browser is at the agreement to accept."""
    path = await agreed(browser)
    await browser.submit(f"{path}/companions")
    assert browser.page.url.path == f"{path}/contract", browser.text
    return path


async def at_payment(browser: PageClient) -> str:
    path = await matched(browser)
    await browser.submit(f"{path}/contract/accept")
    assert browser.page.url.path == f"{path}/payment", browser.text
    return path


async def test_a_session_is_booked_and_paid_by_pages_alone(world: World, ada: PageClient, cleo: Person) -> None:
    path = await at_payment(ada)
    assert "€15.25 are held, not taken" in ada.text
    answer = await ada.submit(f"{path}/payment")
    assert answer.status_code == 303
    [page] = world.gateway.pages.values()
    assert answer.headers["location"] == page.url
    world.gateway.pay_on_page(page.id, "pm_card_visa")
    world.gateway.notices.clear()
    world.clock.advance(timedelta(seconds=5))
    await ada.get(f"{path}/payment?back=paid")
    assert ada.page.url.path == f"{path}/done"
    assert "Your session is booked" in ada.text
    await ada.get(path)
    for words in ("Booked", "A companion was chosen", "The money was held", "held, not taken", "Write the report"):
        assert words in ada.text
    companion = await as_companion(world, cleo)
    await companion.get(path)
    assert "Accept the agreement" in companion.text
    await companion.get(f"{path}/contract")
    await companion.submit(f"{path}/contract/accept")
    await companion.get(path)
    assert "The agreement was accepted by everybody" in companion.text


async def test_a_payer_who_comes_back_without_paying_can_try_again(
    world: World,
    ada: PageClient,
    cleo: Person,  # noqa: ARG001 - the companion who is chosen
) -> None:
    path = await at_payment(ada)
    await ada.submit(f"{path}/payment")
    await ada.get(f"{path}/payment?back=left")
    assert "You came back without paying" in ada.text
    again = await ada.submit(f"{path}/payment")
    [page] = world.gateway.pages.values()
    assert again.headers["location"] == page.url


async def test_a_provider_that_has_not_answered_is_said_and_nothing_is_lost(
    world: World,
    ada: PageClient,
    cleo: Person,  # noqa: ARG001 - the companion who is chosen
) -> None:
    path = await at_payment(ada)
    await ada.submit(f"{path}/payment")
    [page] = world.gateway.pages.values()
    world.gateway.pay_on_page(page.id, "pm_card_visa")
    world.gateway.faults.is_down = True
    world.clock.advance(timedelta(seconds=5))
    await ada.get(f"{path}/payment?back=paid")
    assert (ada.page.status_code, "has not confirmed the payment yet" in ada.text) == (200, True)
    told = '<div role="status"><p class="said">The payment provider has not confirmed'
    assert told in ada.page.text
    pause, _, again = ada.page.headers["refresh"].partition("; url=")
    world.clock.advance(timedelta(seconds=int(pause)))
    await ada.get(again)
    assert "has not confirmed the payment yet" in ada.text
    assert told not in ada.page.text
    assert ada.page.headers["refresh"].endswith(again)
    world.clock.advance(timedelta(minutes=1))
    await ada.get(again)
    assert "refresh" not in ada.page.headers
    assert "the page of your session says when the money is held" in ada.text
    world.gateway.faults.clear()
    world.clock.advance(timedelta(seconds=5))
    await ada.get(f"{path}/payment?back=paid")
    assert ada.page.url.path == f"{path}/done"


async def test_a_provider_that_is_away_says_when_to_try_again(
    world: World,
    ada: PageClient,
    cleo: Person,  # noqa: ARG001 - the companion who is chosen
) -> None:
    path = await at_payment(ada)
    world.gateway.faults.is_down = True
    answer = await ada.submit(f"{path}/payment")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert "The payment service does not answer right now" in ada.text
    assert "form-action 'self' https://checkout.stripe.com;" in answer.headers["content-security-policy"]
    world.gateway.faults.clear()
    assert (await ada.submit(f"{path}/payment")).status_code == 303


async def test_the_form_of_the_payment_may_lead_to_the_provider_only(
    ada: PageClient,
    cleo: Person,  # noqa: ARG001 - the companion who is chosen
) -> None:
    path = await at_payment(ada)
    assert "form-action 'self' https://checkout.stripe.com;" in ada.page.headers["content-security-policy"]
    await ada.get(path)
    assert "form-action 'self';" in ada.page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"type": ""}, "Choose one"),
        ({"type": "PARTY"}, "Choose one of those li"),
        ({"plannedDuration": "7"}, ""),
        ({"plannedDuration": "long"}, ""),
        ({"scheduledAt": "2020-01-01T09:00"}, ""),
        ({"scheduledAt": "2999-01-01T09:00"}, ""),
        ({"scheduledAt": "tomorrow"}, ""),
    ],
)
async def test_a_bad_booking_is_shown_again_with_the_reason(ada: PageClient, wrong: dict[str, str], words: str) -> None:
    await ada.get("/sessions/new")
    good = {"type": "DECISION", "plannedDuration": "45", "scheduledAt": ""}
    answer = await ada.submit("/sessions/new", **{**good, **wrong})
    assert (answer.status_code, "There is a problem" in ada.text) == (422, True)
    assert words in ada.text
    [name] = wrong
    assert f'href="#{name}' in answer.text
    assert (await ada.submit("/sessions/new", **good)).url.path.endswith("/goal")


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x"},
        {"title": "x" * 201},
        {"description": ""},
        {"description": "short"},
        {"successCriteria": ""},
        {"successCriteria": "\n".join(["done"] * 21)},
        {"successCriteria": "x" * 501},
        {"keywords": ",".join(["word"] * 31)},
        {"keywords": "x" * 51},
    ],
)
async def test_a_bad_goal_is_shown_again_with_what_was_typed(ada: PageClient, wrong: dict[str, str]) -> None:
    path = await booked(ada)
    answer = await ada.submit(f"{path}/goal", **{**GOAL, **wrong})
    [name] = wrong
    assert (answer.status_code, f'href="#{name}"' in answer.text) == (422, True)
    kept = {**GOAL, **wrong}
    assert {field: ada.form(f"{path}/goal").value(field) for field in kept} == kept


@pytest.mark.parametrize("wrong", ["", "none of them", NOWHERE])
async def test_an_agreement_that_is_none_of_the_choices_is_refused(ada: PageClient, wrong: str) -> None:
    path = await booked(ada)
    await ada.submit(f"{path}/goal", **GOAL)
    answer = await ada.submit(f"{path}/contract", templateId=wrong)
    assert answer.status_code == (404 if wrong == NOWHERE else 422)


async def test_the_agreement_may_be_changed_until_a_companion_is_chosen(ada: PageClient) -> None:
    path = await agreed(ada)
    await ada.get(f"{path}/contract")
    choices = re.findall(r'name="templateId" value="([^"]+)"', ada.page.text)
    assert len(choices) == 3
    await ada.submit(f"{path}/contract", templateId=choices[2])
    await ada.get(f"{path}/contract")
    assert ada.form(f"{path}/contract").value("templateId") == choices[2]


async def test_the_companions_say_why_they_fit(ada: PageClient, cleo: Person) -> None:  # noqa: ARG001 - is listed
    path = await agreed(ada)
    for words in ("Knows your subject", "Trusted by others", "Has time for new people", "Fits your budget"):
        assert words in ada.text
    assert "€15.25 for this session" in ada.text
    await ada.get(f"{path}/companions?maxPrice=40,50")
    assert "not known, because you named no budget" not in ada.text


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("maxPrice=1", 200, "No companion meets these filters"),
        ("language=fr", 200, "No companion meets these filters"),
        ("maxPrice=many", 422, "There is a problem"),
        ("maxPrice=9999", 422, "There is a problem"),
        ("maxPrice=0", 200, "No companion meets these filters"),
    ],
)
async def test_filters_of_companions(
    ada: PageClient,
    cleo: Person,  # noqa: ARG001 - an approved companion exists
    query: str,
    status: int,
    words: str,
) -> None:
    path = await agreed(ada)
    answer = await ada.get(f"{path}/companions?{query}")
    assert (answer.status_code, words in ada.text) == (status, True)


async def test_nobody_free_is_said_with_a_way_on(ada: PageClient) -> None:
    await agreed(ada)
    assert "No companion is free at this time" in ada.text
    assert 'href="/sessions/new"' in ada.page.text


@pytest.mark.parametrize("wrong", ["", "nobody", NOWHERE])
async def test_a_companion_who_cannot_be_chosen(
    ada: PageClient,
    cleo: Person,  # noqa: ARG001 - an approved companion exists
    wrong: str,
) -> None:
    path = await agreed(ada)
    answer = await ada.submit(f"{path}/companions", companionId=wrong)
    assert answer.status_code == (404 if wrong == NOWHERE else 422)


async def test_a_companion_who_was_just_taken_is_said(world: World, ada: PageClient, cleo: Person) -> None:
    path = await agreed(ada)
    bob = await world.join("bob")
    await world.match(bob, cleo)
    answer = await ada.submit(f"{path}/companions", companionId=cleo.companion_id)
    assert (answer.status_code, "There is a problem" in ada.text) == (422, True)


@pytest.mark.parametrize("step", ["contract", "companions", "payment", "done"])
async def test_a_step_out_of_order_leads_to_the_right_one(ada: PageClient, step: str) -> None:
    path = await booked(ada)
    await ada.get(f"{path}/{step}")
    assert ada.page.url.path == f"{path}/goal"
    await ada.submit(f"{path}/goal", **GOAL)
    await ada.get(f"{path}/{step}")
    assert ada.page.url.path == f"{path}/contract"


async def test_the_choice_that_is_past_leads_on(ada: PageClient, cleo: Person) -> None:  # noqa: ARG001 - chosen
    path = await at_payment(ada)
    await ada.get(f"{path}/companions")
    assert ada.page.url.path == f"{path}/payment"


@pytest.mark.parametrize("act", ["goal", "contract", "companions", "payment"])
async def test_a_form_of_a_step_that_is_past_changes_nothing(
    ada: PageClient,
    cleo: Person,  # noqa: ARG001 - an approved companion exists
    act: str,
) -> None:
    path = await matched(ada)
    token = ada.form(f"{path}/contract/accept").value("form_token")
    await ada.get(f"{path}/cancel")
    await ada.submit(f"{path}/cancel", reason="Another day")
    answer = await ada.post(f"{path}/{act}", {"form_token": token, **GOAL})
    assert (answer.status_code, answer.headers["location"]) == (303, path)


async def test_a_session_is_cancelled_after_a_question(world: World, ada: PageClient, cleo: Person) -> None:
    path = await matched(ada)
    await ada.get(f"{path}/cancel")
    assert "Cancel this session?" in ada.text
    await ada.submit(f"{path}/cancel", reason="Another <b>day</b>")
    assert "The session is cancelled." in ada.text
    assert "Another &lt;b&gt;day" in ada.page.text
    await ada.get(f"{path}/cancel")
    assert ada.page.url.path == path
    companion = await as_companion(world, cleo)
    await companion.get(path)
    assert "Another" in companion.text


async def test_a_reason_that_is_too_long_is_shown_again(ada: PageClient) -> None:
    path = await booked(ada)
    await ada.get(f"{path}/cancel")
    answer = await ada.submit(f"{path}/cancel", reason="x" * 1_001)
    assert (answer.status_code, 'href="#reason"' in answer.text) == (422, True)


@pytest.mark.parametrize("step", ["", "/goal", "/contract", "/companions", "/payment", "/done", "/cancel"])
async def test_a_session_is_for_its_participants_only(world: World, ada: PageClient, step: str) -> None:
    path = await booked(ada)
    bob = await PageClient.of(world).join("bob")
    assert (await bob.get(f"{path}{step}")).status_code == 404
    assert (await bob.get(f"/sessions/{NOWHERE}{step}")).status_code == 404
    assert (await bob.get(f"/sessions/nonsense{step}")).status_code == 404
    stranger = PageClient.of(world)
    await stranger.get(f"{path}{step}")
    assert stranger.page.url.path == "/login"


@pytest.mark.parametrize("step", ["goal", "contract", "companions", "payment", "cancel", "contract/accept"])
async def test_a_stranger_changes_nothing(world: World, ada: PageClient, step: str) -> None:
    path = await booked(ada)
    bob = await PageClient.of(world).join("bob")
    await bob.get("/sessions/new")
    token = bob.form("/sessions/new").value("form_token")
    answer = await bob.post(f"{path}/{step}", {"form_token": token, **GOAL})
    assert answer.status_code == 404


@pytest.mark.parametrize("step", ["companions", "payment"])
async def test_a_companion_is_led_to_their_own_next_step(
    world: World, ada: PageClient, cleo: Person, step: str
) -> None:
    path = await at_payment(ada)
    companion = await as_companion(world, cleo)
    await companion.get(f"{path}/{step}")
    assert companion.page.url.path == f"{path}/contract"


async def test_emotional_sessions_say_that_a_companion_is_no_therapist(
    ada: PageClient,
    cleo: Person,  # noqa: ARG001 - the companion who is chosen
) -> None:
    await ada.get("/sessions/new")
    assert "A companion listens, and is no therapist" in ada.text
    path = await agreed(ada, type="EMOTIONAL_UNLOAD")
    for step in ("", "/contract", "/companions"):
        await ada.get(f"{path}{step}")
        assert "no therapist" in ada.text
        assert 'href="/crisis"' in re.sub(r"<footer.*", "", ada.page.text, flags=re.DOTALL)


async def test_a_form_that_is_sent_twice_books_once(ada: PageClient) -> None:
    await ada.get("/sessions/new")
    fields = {**dict(ada.form("/sessions/new").values), "type": "FOCUS"}
    first, second = [await ada.post("/sessions/new", fields) for _ in range(2)]
    assert first.headers["location"] == second.headers["location"]
    await ada.get("/sessions")
    assert ada.page.text.count("/sessions/0") == ada.page.text.count(first.headers["location"].removesuffix("/goal"))


async def test_what_people_write_is_escaped(ada: PageClient) -> None:
    path = await booked(ada)
    bad = "<script>alert(1)</script> 100%"
    await ada.submit(f"{path}/goal", **{**GOAL, "title": bad, "description": bad, "successCriteria": bad})
    await ada.get(path)
    assert "<script>alert" not in ada.page.text
    assert "100%" in ada.text


@pytest.mark.parametrize("code", ["fr", "ar"])
async def test_the_pages_speak_the_languages_of_their_readers(world: World, code: str) -> None:
    ada = await world.join("ada")
    await world.patch("/users/me", ada, {"preferredLanguage": code})
    browser = await PageClient.of(world).sign_in("ada@example.com", PASSWORD)
    await browser.get("/sessions/new")
    assert f'<html lang="{code}"' in browser.page.text
    assert catalogue(code).gettext("What do you need somebody for?") in browser.text


async def test_the_goal_changes_until_the_session_begins(
    world: World,
    ada: PageClient,
    cleo: Person,
) -> None:
    path = await matched(ada)
    companion = await as_companion(world, cleo)
    await companion.get(f"{path}/goal")
    assert companion.page.url.path != f"{path}/goal"
    await ada.get(path)
    assert "Change the goal" in ada.text
    await ada.get(f"{path}/goal")
    form = ada.form(f"{path}/goal")
    assert {name: form.value(name) for name in GOAL} == GOAL
    await ada.submit(f"{path}/goal", title="No", successCriteria=" ")
    assert (ada.page.status_code, ada.form(f"{path}/goal").value("title")) == (422, "No")
    await ada.submit(f"{path}/goal", title="Write the summary", successCriteria="One page\nNo jargon")
    assert (ada.page.url.path, "Your goal is saved." in ada.text) == (path, True)
    await companion.get(path)
    assert "Write the summary" in companion.text
    assert "Change the goal" not in companion.text


async def test_a_goal_that_was_changed_on_the_way_is_kept(ada: PageClient, cleo: Person) -> None:  # noqa: ARG001
    path = await agreed(ada)
    await ada.get(f"{path}/goal")
    await ada.submit(f"{path}/goal", title="Write the summary")
    assert ada.page.url.path == f"{path}/companions"
    await ada.get(path)
    assert "Write the summary" in ada.text


async def test_the_goal_of_a_running_session_leads_back_to_the_session(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id, _ = await world.ready(ada, cleo)
    seeker, path = await PageClient.of(world).sign_in(ada.email), f"/sessions/{session_id}"
    await seeker.get(f"{path}/goal")
    assert seeker.page.url.path == f"{path}/goal"
    stale = seeker.form(f"{path}/goal")
    await world.step(ada, session_id, "start")
    answer = await seeker.post(f"{path}/goal", dict(stale.values))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}/room")
    await seeker.get(path)
    assert "Change the goal" not in seeker.text
