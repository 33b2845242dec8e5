"""The page of a room shows what the server said last, also when messages and answers are late or lost."""

from playwright.async_api import APIResponse, Route, WebSocketRoute, expect

from hushroom_adapters.local.walkthrough import meeting
from hushroom_adapters.local.walkthrough.people import Person as Account
from hushroom_adapters.local.walkthrough.story import Story
from tests.support.browsing import People, Person
from tests.support.waiting import until

DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


async def signed_in(people: People, account: Account) -> Person:
    person = await people.arrive()
    await person.sign_in(account.email, account.password)
    return person


async def paused(person: Person) -> None:
    await expect(person.page.get_by_role("button", name="Go on")).to_be_visible()


def room_of(story: Story) -> str:
    return f"/sessions/{story.ids['session']}/room"


def become_ready(story: Story) -> None:
    """Makes both parties ready by the API, so that the page can only hear of it."""
    meeting.seeker_is_ready(story)
    meeting.companion_is_ready(story)


async def can_start(person: Person) -> None:
    await expect(person.page.get_by_role("button", name="Start the session")).to_be_visible()


async def test_what_happens_before_the_page_is_let_in_is_shown(people: People, paid: Story) -> None:
    seeker, held = await signed_in(people, paid.seeker), list[tuple[WebSocketRoute, str | bytes]]()

    def hold_the_joining(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            if "join-room" in str(message):
                held.append((server, message))
            else:
                server.send(message)

        socket.on_message(pass_on)

    await seeker.page.route_web_socket("**/socket.io/**", hold_the_joining)
    await seeker.open(room_of(paid))

    async def is_held() -> bool:
        return bool(held)

    assert await until(is_held)
    other = await signed_in(people, paid.companion)
    await other.open(room_of(paid))
    become_ready(paid)
    await can_start(other)  # The news has been sent to all who are in the room.
    for server, message in held:
        server.send(message)
    await can_start(seeker)


async def test_an_old_answer_that_comes_late_is_not_shown(people: People, paid: Story) -> None:
    seeker, late = await signed_in(people, paid.seeker), list[tuple[Route, APIResponse]]()
    await seeker.open(room_of(paid))
    is_slow = True

    async def read(route: Route) -> None:
        answer = await route.fetch()
        if is_slow:
            late.append((route, answer))
        else:
            await route.fulfill(response=answer)

    await seeker.page.route(f"**{room_of(paid)}", read)
    meeting.seeker_is_ready(paid)

    async def is_late() -> bool:
        return bool(late)

    assert await until(is_late)
    is_slow = False
    meeting.companion_is_ready(paid)
    await can_start(seeker)
    for route, answer in late:
        await route.fulfill(response=answer)
        response = await route.request.response()
        assert response is not None
        await response.finished()
    await seeker.page.evaluate(DRAWN)
    await can_start(seeker)


async def test_a_page_that_could_not_be_read_is_read_again(people: People, paid: Story) -> None:
    seeker, refused = await signed_in(people, paid.seeker), list[str]()
    seeker.problems.tolerate("503 GET")
    await seeker.open(room_of(paid))

    async def refuse(route: Route) -> None:
        refused.append(route.request.url)
        await route.fulfill(status=503)

    await seeker.page.route(f"**{room_of(paid)}", refuse)
    become_ready(paid)

    async def is_refused() -> bool:
        return bool(refused)

    assert await until(is_refused)
    await seeker.page.unroute(f"**{room_of(paid)}", refuse)
    await can_start(seeker)


async def test_a_refusal_that_news_overtook_is_shown(people: People, running: Story) -> None:
    companion, held = await signed_in(people, running.companion), list[tuple[Route, APIResponse]]()
    companion.problems.tolerate("422 POST")
    await companion.open(room_of(running))

    async def hold(route: Route) -> None:
        held.append((route, await route.fetch(max_redirects=0)))

    await companion.page.route("**/room/drift", hold)
    await companion.fill(message=" ")
    await companion.page.get_by_role("button", name="Say that we drift").click()

    async def is_held() -> bool:
        return bool(held)

    assert await until(is_held)
    meeting.pause(running)
    await paused(companion)
    [(route, answer)] = held
    await route.fulfill(response=answer)
    await expect(companion.page.locator("textarea[aria-invalid]")).to_be_visible()


async def test_what_is_written_stays_until_it_has_arrived(people: People, running: Story) -> None:
    companion, seeker = await signed_in(people, running.companion), await signed_in(people, running.seeker)
    for one in (companion, seeker):
        await one.open(room_of(running))
    notes, message = companion.page.locator("[data-drift]"), companion.page.locator("#flag textarea")
    await companion.fill(message="Shall we go back to the letter?")
    await companion.page.get_by_role("button", name="Say that we drift").click()
    await expect(notes).to_have_count(1)
    await expect(message).to_have_value("")
    await companion.fill(message="And now the lett")
    await companion.page.get_by_text("Something is wrong").focus()
    await seeker.page.get_by_role("button", name="Noticed, thank you").click()
    await expect(seeker.page.locator("[data-drift]")).to_have_count(0)
    meeting.pause(running)
    await paused(companion)
    await expect(message).to_have_value("And now the lett")
