"""The page of a session's room without scripts: its steps, its keys, its policy, and where it leads afterwards."""

from datetime import timedelta

from tests.integration.http.page_client import PageClient
from tests.integration.http.world import World


async def test_the_room_takes_a_session_from_ready_to_the_end(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id, _ = await world.ready(ada, cleo)
    seeker = await PageClient.of(world).sign_in(ada.email)
    path = f"/sessions/{session_id}/room"
    page = await seeker.get(path)
    assert page.status_code == 200
    await seeker.submit(f"{path}/steps/start")
    await seeker.submit(f"{path}/steps/pause")
    assert "Paused" in seeker.text
    await seeker.submit(f"{path}/steps/resume")
    await seeker.submit(f"{path}/steps/end")
    assert seeker.page.url.path == f"/sessions/{session_id}/rating"
    assert (await seeker.get(path)).url.path == f"/sessions/{session_id}/rating"


async def test_a_step_that_is_not_possible_shows_the_room_with_the_reason(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id, _ = await world.ready(ada, cleo)
    seeker = await PageClient.of(world).sign_in(ada.email)
    path = f"/sessions/{session_id}/room"
    await seeker.get(path)
    token = seeker.form(f"{path}/steps/start").value("form_token")
    refused = await seeker.post(f"{path}/steps/pause", {"form_token": token})
    assert refused.status_code == 422
    assert "There is a problem" in refused.text
    unknown = await seeker.post(f"{path}/steps/dance", {"form_token": token})
    assert unknown.status_code == 404


async def test_the_keys_open_the_room_and_the_realtime_channel(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id, _ = await world.ready(ada, cleo)
    seeker = await PageClient.of(world).sign_in(ada.email)
    path = f"/sessions/{session_id}/room"
    page = await seeker.get(path)
    policy = page.headers["content-security-policy"]
    assert "connect-src 'self' ws://127.0.0.1:7880 http://127.0.0.1:7880 ws://" in policy
    assert "media-src 'self' blob: mediastream:" in policy
    token = seeker.form(f"{path}/steps/start").value("form_token")
    answer = await seeker.post(f"{path}/entry", {"form_token": token})
    assert answer.headers["cache-control"] == "no-store"
    keys = answer.json()
    assert keys.keys() == {"url", "token", "access"}
    assert f"session-{session_id}" in world.parts.rooms.inside
    assert (await seeker.post(f"{path}/entry", {"form_token": token})).status_code == 201


async def test_a_companion_flags_drift_and_the_seeker_acknowledges_it(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id, _ = await world.ready(ada, cleo)
    await world.step(ada, session_id, "start")
    path = f"/sessions/{session_id}/room"
    seeker, companion = await PageClient.of(world).sign_in(ada.email), await PageClient.of(world).sign_in(cleo.email)
    await companion.get(path)
    await companion.submit(f"{path}/drift", message=" ")
    assert companion.page.status_code == 422
    await companion.get(path)
    await companion.submit(f"{path}/drift", message="Shall we go back to the letter?")
    assert "The seeker sees it now" in companion.text
    await seeker.get(path)
    assert "Shall we go back to the letter?" in seeker.text
    (form,) = [form for form in seeker.forms() if form.action.startswith(f"{path}/drift/")]
    await seeker.submit(form.action)
    assert "Shall we go back to the letter?" not in seeker.text


async def test_a_session_without_a_room_leads_to_what_comes_next(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id = await world.match(ada, cleo)
    seeker, companion = await PageClient.of(world).sign_in(ada.email), await PageClient.of(world).sign_in(cleo.email)
    path = f"/sessions/{session_id}"
    assert await leads_to(seeker, f"{path}/room") == f"{path}/payment"
    assert await leads_to(companion, f"{path}/room") == path


async def leads_to(person: PageClient, path: str) -> str:
    answer = await person.http.get(path)
    assert answer.status_code == 303
    return answer.headers["location"]


async def test_the_room_is_closed_until_a_quarter_of_an_hour_before(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    at = world.clock.now() + timedelta(minutes=16)
    session_id = await world.book(ada, scheduledAt=at.isoformat())
    await world.post("/matching/select", ada, {"sessionId": session_id, "companionId": cleo.companion_id})
    await world.pay(ada, session_id)
    path, seeker = f"/sessions/{session_id}", await PageClient.of(world).sign_in(ada.email)
    await seeker.get(path)
    assert "The room opens 15 minutes before" in seeker.text
    assert await leads_to(seeker, f"{path}/room") == path
    token = {"form_token": seeker.form("/logout").value("form_token")}
    assert (await seeker.post(f"{path}/room/entry", token)).status_code == 400
    assert (await seeker.post(f"{path}/room/steps/ready", token)).headers["location"] == path
    assert world.parts.rooms.inside == {}
    world.clock.advance(timedelta(minutes=1))
    assert (await seeker.get(f"{path}/room")).url.path == f"{path}/room"
    assert (await seeker.post(f"{path}/room/entry", token)).status_code == 201


async def test_a_room_that_has_closed_meanwhile_takes_no_step(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id, _ = await world.ready(ada, cleo)
    await world.step(ada, session_id, "start")
    path, companion = f"/sessions/{session_id}", await PageClient.of(world).sign_in(cleo.email)
    await companion.get(f"{path}/room")
    token = {"form_token": companion.form("/logout").value("form_token")}
    await world.step(ada, session_id, "end")
    for address in ("steps/pause", "drift"):
        answer = await companion.post(f"{path}/room/{address}", {**token, "message": "Shall we go back?"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"{path}/rating"), address


async def test_a_room_of_emotional_unload_leads_to_help(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    seeker = await PageClient.of(world).sign_in(ada.email)
    for kind, is_warned in (("EMOTIONAL_UNLOAD", True), ("FOCUS", False)):
        session_id = await world.book(ada, type=kind)
        await world.post("/matching/select", ada, {"sessionId": session_id, "companionId": cleo.companion_id})
        await world.pay(ada, session_id)
        await seeker.get(f"/sessions/{session_id}/room")
        assert ("A companion is no therapist." in seeker.text) is is_warned, kind
        assert ('<a class="back" href="/crisis" target="_blank" rel="noopener">' in seeker.page.text) is is_warned, kind
        await world.step(ada, session_id, "cancel")


async def test_the_session_remembers_the_drift_for_everybody_who_took_part(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id, _ = await world.ready(ada, cleo)
    seeker, companion = await PageClient.of(world).sign_in(ada.email), await PageClient.of(world).sign_in(cleo.email)
    path = f"/sessions/{session_id}"
    await seeker.get(path)
    assert "noticed a drift" not in seeker.text
    await world.step(ada, session_id, "start")
    await companion.get(f"{path}/room")
    await companion.submit(f"{path}/room/drift", message="Back to <the> letter?")
    for browser in (seeker, companion):
        await browser.get(path)
        began, noticed = browser.text.index("The session began"), browser.text.index("noticed a drift from the goal")
        assert began < noticed
        assert '<span dir="auto">Back to &lt;the&gt; letter?</span>' in browser.page.text
