"""The question about push messages in a browser, whose push service is out of reach."""

import json

from playwright.async_api import expect

from hushroom_adapters.local.walkthrough.story import Story
from tests.support.browsing import People, Person

SUBSCRIPTION = {"endpoint": "https://push.example.com/emil", "keys": {"p256dh": "B" + "a" * 86, "auth": "a" * 22}}


async def joined(people: People, name: str) -> Person:
    person = await people.arrive()
    await person.open("/register")
    await person.fill(
        displayName=name, email=f"{name}-device@example.com", password="Password123!", dateOfBirth="1990-05-17"
    )
    await person.submit("/register")
    return person


async def test_a_push_service_that_does_not_answer_is_told_in_words(people: People) -> None:
    person = await joined(people, "ada")
    await person.context.grant_permissions(["notifications"])
    await person.open("/notifications")
    question = person.page.locator("push-question")
    await expect(question.get_by_text("Shall this device tell you")).to_be_visible()
    await question.get_by_role("button", name="Yes, tell me here").click()
    await expect(question.get_by_role("status")).to_contain_text("did not answer")
    person.problems.tolerate("does not support the Push API in incognito mode")
    await expect(question.get_by_role("button", name="Yes, tell me here")).to_be_visible()


async def test_a_browser_that_blocks_messages_says_where_to_allow_them(people: People) -> None:
    person = await joined(people, "ben")
    await person.page.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    await person.open("/notifications")
    await expect(person.page.locator("push-question").get_by_role("status")).to_contain_text("blocks messages")
    await expect(person.page.locator("push-question button:visible")).to_have_count(0)


async def test_a_browser_without_push_messages_says_so(people: People) -> None:
    person = await joined(people, "cleo")
    await person.page.add_init_script("delete window.PushManager")
    await person.open("/notifications")
    await expect(person.page.locator("push-question").get_by_role("status")).to_contain_text("cannot show messages")


async def test_not_now_is_remembered_until_the_page_is_opened_again(people: People) -> None:
    person = await joined(people, "dora")
    await person.context.grant_permissions(["notifications"])
    await person.open("/notifications")
    await person.page.get_by_role("button", name="Not now").click()
    await expect(person.page.locator("push-question")).to_be_hidden()
    kept = await person.page.evaluate("() => Object.keys(localStorage)")
    assert [name for name in kept if name.endswith(":later")]


async def test_a_yes_is_told_to_the_server_and_a_stop_too(people: People) -> None:
    person = await joined(people, "emil")
    await person.context.grant_permissions(["notifications"])
    await person.page.add_init_script(f"""
        let kept = null;
        const made = {{
            toJSON: () => ({json.dumps(SUBSCRIPTION)}),
            unsubscribe: async () => {{ kept = null; return true; }},
        }};
        PushManager.prototype.subscribe = async () => (kept = made);
        PushManager.prototype.getSubscription = async () => kept;
    """)
    await person.open("/notifications")
    question = person.page.locator("push-question")
    async with person.page.expect_response("**/notifications/devices") as allowed:
        await question.get_by_role("button", name="Yes, tell me here").click()
    assert (await allowed.value).status == 303
    await expect(question.get_by_role("status")).to_contain_text("This device tells you")
    async with person.page.expect_response("**/notifications/devices/end") as stopped:
        await question.get_by_role("button", name="Stop on this device").click()
    assert (await stopped.value).status == 303
    await expect(question.get_by_text("Shall this device tell you")).to_be_visible()


async def test_a_profile_is_shared_where_the_device_can_share(people: People, paid: Story) -> None:
    person, path = await people.arrive(), f"/companions/{paid.ids['companion']}"
    await person.page.add_init_script("navigator.share = async (what) => { window.shared = what; };")
    await person.open(path)
    await person.page.get_by_role("button", name="Share this profile").click()
    assert (await person.page.evaluate("() => window.shared.url")).endswith(path)
