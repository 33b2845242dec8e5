"""The notification centre: what a reader was told, newest first, read and unread, and nothing of others."""

from tests.integration.http.page_client import PageClient
from tests.integration.http.world import World

UNREAD = "Mark as read"


async def test_a_seeker_sees_what_happened_to_a_session_and_the_way_to_it(world: World) -> None:
    seeker, companion = await world.join("seeker"), await world.companion("companion")
    session_id, payment_id = await world.end(seeker, companion)
    await world.settle()
    reader = await PageClient.of(world).sign_in(seeker.email)
    await reader.get("/notifications")
    assert "Your session is over, and you can look back at it" in reader.text
    assert f'href="/sessions/{session_id}"' in reader.page.text
    assert f'href="/account/payments/{payment_id}"' in reader.page.text
    assert "Somebody booked a session with you" not in reader.text


async def test_what_is_unread_is_said_in_words_in_the_list_and_in_the_head_of_every_page(world: World) -> None:
    seeker, companion = await world.join("seeker"), await world.companion("companion")
    await world.match(seeker, companion)
    await world.settle()
    reader = await PageClient.of(world).sign_in(companion.email)
    await reader.get("/account")
    assert "2 unread notifications" in reader.text
    await reader.get("/notifications")
    assert "2 are unread." in reader.text
    assert reader.page.text.count(UNREAD) == 2
    one = next(form.action for form in reader.forms() if form.action.endswith("/read") and form.action.count("/") == 3)
    await reader.submit(one)
    assert "Marked as read." in reader.text
    assert "1 is unread." in reader.text
    assert "1 unread notification" in reader.text
    again = await reader.post(one, {"form_token": reader.form("/notifications/read").value("form_token")})
    assert again.status_code == 303


async def test_all_is_marked_as_read_but_what_came_after_the_page(world: World) -> None:
    seeker, companion = await world.join("seeker"), await world.companion("companion")
    session_id = await world.match(seeker, companion)
    await world.settle()
    reader = await PageClient.of(world).sign_in(companion.email)
    await reader.get("/notifications")
    await world.pay(seeker, session_id)
    await world.settle()
    await reader.submit("/notifications/read")
    assert "All that was shown is marked as read." in reader.text
    assert "1 is unread." in reader.text
    await reader.submit("/notifications/read")
    assert "You have read all of it." in reader.text
    assert UNREAD not in reader.page.text
    assert "unread notification" not in reader.text


async def test_a_form_with_a_wrong_time_and_a_notification_of_somebody_else_are_refused(world: World) -> None:
    seeker, companion = await world.join("seeker"), await world.companion("companion")
    await world.match(seeker, companion)
    await world.settle()
    owner = await PageClient.of(world).sign_in(companion.email)
    await owner.get("/notifications")
    theirs = next(form.action for form in owner.forms() if form.action.count("/") == 3 and "read" in form.action)
    for wrong in ("", "yesterday", "2026-03-02T09:00:00"):
        assert (await owner.submit("/notifications/read", until=wrong)).status_code == 400
        await owner.get("/notifications")
    stranger = await PageClient.of(world).sign_in(seeker.email)
    await stranger.get("/account")
    token = next(form.value("form_token") for form in stranger.forms() if form.method == "post")
    assert (await stranger.post(theirs, {"form_token": token})).status_code == 404
    await owner.get("/notifications")
    assert "2 are unread." in owner.text


async def test_a_long_list_goes_on_on_the_next_page(world: World) -> None:
    seeker, companion = await world.join("seeker"), await world.companion("companion")
    for _ in range(10):
        session_id = await world.match(seeker, companion)
        await world.step(seeker, session_id, "cancel")
    await world.settle()
    reader = await PageClient.of(world).sign_in(companion.email)
    await reader.get("/notifications")
    assert reader.page.text.count(">A session was cancelled</a>") == 10
    assert "Next page" in reader.text
    link = reader.page.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    await reader.get(f"/notifications{link}")
    assert "You are a companion now, and can publish your hours" in reader.text
    assert "First page" in reader.text
    assert (await reader.get("/notifications?cursor=nonsense")).status_code == 400


async def test_nobody_sees_the_notifications_of_others(world: World) -> None:
    seeker, companion = await world.join("seeker"), await world.companion("companion")
    session_id = await world.match(seeker, companion)
    await world.settle()
    stranger = await PageClient.of(world).join("stranger")
    await stranger.get("/notifications")
    assert session_id not in stranger.page.text
    assert "Nothing yet." in stranger.text


async def test_the_question_about_this_device_is_hidden_until_its_script_knows_the_answer(world: World) -> None:
    reader = await PageClient.of(world).join("ada")
    page = (await reader.get("/notifications")).text
    assert "data-always hidden>" in page
    assert "js/device.js" in page


async def test_letters_are_listed_with_their_state_and_those_of_others_are_not(world: World) -> None:
    seeker, other = await world.join("seeker"), await world.join("other")
    await world.settle()
    world.parts.mailer.refused.add(seeker.email)
    for person in (seeker, other):
        await world.post("/auth/forgot-password", body={"email": person.email})
    await world.settle()
    reader = await PageClient.of(world).sign_in(seeker.email)
    await reader.get("/notifications")
    assert 'href="/notifications/emails"' in reader.page.text
    await reader.get("/notifications/emails")
    assert reader.text.count("The link to a new password") == 1
    assert "your mail server refused it" in reader.text
    emails = (await world.get("/notifications/emails", seeker))["emails"]
    assert {one["kind"]: one["refusedAt"] is not None for one in emails} == {
        "WELCOME": False,
        "VERIFY_EMAIL": False,
        "RESET_PASSWORD": True,
    }
    assert all(one["sentAt"] or one["refusedAt"] for one in emails)
