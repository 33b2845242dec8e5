"""The appointment of a session as a calendar reads it."""

from datetime import timedelta

import pytest

from tests.integration.http.page_client import PageClient
from tests.integration.http.world import Person, World


@pytest.fixture
async def ada(world: World) -> Person:
    return await world.join("ada")


async def appointment(world: World, person: Person, session_id: str) -> list[str]:
    browser = await PageClient.of(world).sign_in(person.email)
    answer = await browser.http.get(f"/sessions/{session_id}/calendar.ics")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["content-disposition"].startswith("attachment;")
    return answer.text.replace("\r\n ", "").split("\r\n")


async def test_both_participants_have_the_same_appointment_with_each_others_names(world: World, ada: Person) -> None:
    cleo = await world.companion("cleo")
    for person, name in ((ada, "Ada, the first"), (cleo, "Cleo")):
        await world.patch("/users/me", person, {"displayName": name})
    at = (world.clock.now() + timedelta(days=2)).replace(microsecond=0)
    session_id = await world.book(ada, scheduledAt=at.isoformat())
    await world.post("/matching/select", ada, {"sessionId": session_id, "companionId": cleo.companion_id})
    of_ada, of_cleo = await appointment(world, ada, session_id), await appointment(world, cleo, session_id)
    assert f"DTSTART:{at:%Y%m%dT%H%M%SZ}" in of_ada
    assert {f"UID:session-{session_id}@hushroom", "STATUS:TENTATIVE", "SEQUENCE:0"} <= set(of_ada)
    names = [next(line for line in lines if line.startswith("SUMMARY:")) for lines in (of_ada, of_cleo)]
    assert names == ["SUMMARY:Focus with Cleo", "SUMMARY:Focus with Ada\\, the first"]
    assert ada.email not in "".join(of_cleo)


async def test_a_cancelled_appointment_replaces_the_one_before(world: World, ada: Person) -> None:
    at = world.clock.now() + timedelta(days=2)
    session_id = await world.book(ada, scheduledAt=at.isoformat())
    await world.step(ada, session_id, "cancel")
    lines = await appointment(world, ada, session_id)
    assert {"STATUS:CANCELLED", "SEQUENCE:2"} <= set(lines)


async def test_a_session_without_a_time_has_no_appointment(world: World, ada: Person) -> None:
    browser = await PageClient.of(world).sign_in(ada.email)
    assert (await browser.get(f"/sessions/{await world.book(ada)}/calendar.ics")).status_code == 404
