"""The question whether to install the app: after a booking, where the browser offers it, and once for each device."""

from playwright.async_api import expect

from tests.support.browsing import People, Person
from tests.support.page_stage import PageStage

OFFER = """() => {
  const event = new Event("beforeinstallprompt", { cancelable: true });
  event.prompt = async () => { window.prompts = (window.prompts ?? 0) + 1; return { outcome: "dismissed" }; };
  dispatchEvent(event);
  return event.defaultPrevented;
}"""


async def is_offered(person: Person, path: str) -> bool:
    """Opens a page, lets the browser offer the installation, and returns whether the page asks about it."""
    await person.open(path)
    await expect(person.page.locator("install-prompt :visible")).to_have_count(0)
    await person.page.evaluate(OFFER)
    return await person.page.locator("install-prompt").is_visible()


async def test_the_app_is_offered_after_a_booking_and_once(people: People, stage: PageStage) -> None:
    booked = f"/sessions/{stage.sessions['paid']}/done"
    for answer, prompts in (("Not now", None), ("Install", 1)):
        sam = await people.arrive()
        await sam.sign_in(stage.story.seeker.email, stage.story.seeker.password)
        for path in ("/home", "/sessions", f"/sessions/{stage.sessions['paid']}"):
            assert not await is_offered(sam, path), path
        assert await is_offered(sam, booked)
        question = sam.page.locator("install-prompt")
        await expect(question.get_by_role("heading", name="Hushroom on your home screen")).to_be_visible()
        await question.get_by_role("button", name=answer).click()
        await expect(question).to_be_hidden()
        assert await sam.page.evaluate("() => window.prompts ?? null") == prompts
        assert not await is_offered(sam, booked)
