"""The room with a browser that holds back the sound, the microphone or nothing: what it says, and the way on."""

from playwright.async_api import expect

from tests.integration.browser.meeting_room import LOSE, ROOM, Meeting, barriers, hears, hears_nothing, says
from tests.support.browsing import Person
from tests.support.waiting import until

SOUND_IS_BLOCKED = """
  let isAllowed = false;
  addEventListener("click", (event) => { isAllowed ||= Boolean(event.target.closest("[data-act=sound]")); }, true);
  const { play } = HTMLMediaElement.prototype;
  const refusal = () => Promise.reject(new DOMException("", "NotAllowedError"));
  HTMLMediaElement.prototype.play = function () { return isAllowed ? play.call(this) : refusal(); };
  Object.defineProperty(HTMLMediaElement.prototype, "autoplay", { set() {} });
"""
MICROPHONE_IS_REFUSED = """
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    if (!window.isAllowed) throw new DOMException("", "NotAllowedError");
    return ask(wanted);
  };
"""
LOCKS_ARE_COUNTED = """
  navigator.wakeLock.request = async (kind) => {
    window.tell(`asked for ${kind}`);
    return { release: async () => window.tell("released") };
  };
"""
TONES_ARE_COUNTED = """
  window.tones = 0;
  const { start } = AudioScheduledSourceNode.prototype;
  AudioScheduledSourceNode.prototype.start = function (...times) {
    window.tones += 1;
    return start.apply(this, times);
  };
"""
UNPLUG = """(name) => {
  const all = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
  window.plug = () => { navigator.mediaDevices.enumerateDevices = all; };
  navigator.mediaDevices.enumerateDevices = async () => (await all()).filter((one) => one.label !== name);
}"""
PLUG_IN = "() => { window.plug(); navigator.mediaDevices.dispatchEvent(new Event('devicechange')); }"
NO_MICROPHONES = 'Object.defineProperty(Navigator.prototype, "mediaDevices", { get: () => undefined });'
INSECURE = 'Object.defineProperty(window, "isSecureContext", { get: () => false });'
NO_CONNECTIONS = "delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection;"
UNFIT = {
    "insecure": (INSECURE + NO_MICROPHONES, "secure addresses only"),
    "no microphones": (NO_MICROPHONES, "This browser cannot carry sound"),
    "no connections": (NO_CONNECTIONS, "This browser cannot carry sound"),
}
"""Scripts that take from a browser what sound needs, and the words that the room says then."""
CHANNELS = {"words": (True, 0), "tone": (False, 1), "both": (True, 1), "none": (False, 0)}
"""The way in which a drift is told, by the choice of the seeker: with words or without, and the number of tones."""


async def prepared(person: Person, script: str) -> None:
    """Opens the page of the room again, in a browser that this script has changed before."""
    await person.page.add_init_script(script)
    await person.page.reload()


async def test_sound_that_the_browser_holds_back_is_turned_on_by_a_button(meeting: Meeting) -> None:
    page = meeting.companion.page
    await prepared(meeting.companion, SOUND_IS_BLOCKED)
    await meeting.go_in()
    speaker, button = page.locator("session-room audio"), page.get_by_role("button", name="Turn the sound on")
    await expect(button).to_be_visible()
    await expect(page.get_by_role("alert")).to_have_text("Your browser holds the sound back.")
    assert await barriers(meeting.companion) == []
    assert await speaker.evaluate("one => one.paused")
    await button.press("Enter")
    await expect(button).to_be_hidden()
    assert not await speaker.evaluate("one => one.paused")
    assert await hears(meeting.companion)


async def test_a_refused_microphone_is_said_and_asked_for_again(meeting: Meeting) -> None:
    page, button = meeting.seeker.page, meeting.seeker.page.locator("[data-act=microphone]")
    await prepared(meeting.seeker, MICROPHONE_IS_REFUSED)
    await page.get_by_role("button", name="Try my microphone").click()
    await says(meeting.seeker, "microphone", "does not give the microphone")
    await meeting.go_in()
    await says(meeting.seeker, "microphone", "allow the microphone in the browser's settings")
    await expect(button).to_have_text("No microphone: try again")
    assert await hears(meeting.seeker)
    assert await hears_nothing(meeting.companion)
    await page.evaluate("() => { window.isAllowed = true; }")
    await button.click()
    await expect(button).to_have_text("Microphone on: mute")
    await expect(page.locator("[data-say=microphone]")).to_be_empty()
    assert await hears(meeting.companion)


async def test_a_chosen_microphone_that_returns_is_used_again(meeting: Meeting) -> None:
    page = meeting.seeker.page
    await meeting.go_in()
    await page.get_by_text("Sound settings").click()
    name = await page.locator("#inside-device option").last.inner_text()
    await page.locator("#inside-device").select_option(label=name)

    async def is_used() -> bool:
        return bool(await page.evaluate(f"() => {ROOM}.microphone.label === {name!r}"))

    assert await until(is_used)
    await page.evaluate(UNPLUG, name)
    await page.evaluate(LOSE)
    await says(meeting.seeker, "microphone", "Your microphone went away")
    assert await hears(meeting.companion)
    await page.evaluate(PLUG_IN)
    await says(meeting.seeker, "microphone", f"Your microphone is back: {name}")
    assert await hears(meeting.companion)


async def test_a_browser_that_cannot_carry_sound_is_told_so(meeting: Meeting) -> None:
    for lack, (script, words) in UNFIT.items():
        page = await meeting.seeker.context.new_page()
        await page.add_init_script(script)
        await meeting.seeker.open(meeting.seeker.path, page)
        await expect(page.get_by_role("heading", name="Sound is not possible here")).to_have_count(1)
        await expect(page.get_by_text(words), lack).to_be_visible()
        await expect(page.locator("[data-act=join]"), lack).to_be_hidden()
        await expect(page.get_by_role("button", name="Pause"), lack).to_be_visible()
        await page.close()


async def test_the_way_out_of_trouble_opens_beside_the_room(meeting: Meeting) -> None:
    page = meeting.seeker.page
    await meeting.go_in()
    async with page.expect_popup() as popup:
        await page.get_by_role("link", name="Something is wrong (opens in a new tab)").click()
    report = await popup.value
    await expect(report.locator("h1")).to_be_visible()
    assert report.url.endswith("/report")
    assert await report.evaluate("() => window.opener === null")
    assert await hears(meeting.companion)


async def test_the_screen_stays_awake_as_long_as_one_is_in_the_room(meeting: Meeting) -> None:
    page, told = meeting.companion.page, list[str]()

    async def tell(words: str) -> None:
        told.append(words)

    async def has_been_told(*words: str) -> bool:
        async def is_complete() -> bool:
            return len(told) >= len(words)

        return await until(is_complete) and told == list(words)

    await page.expose_function("tell", tell)
    await prepared(meeting.companion, LOCKS_ARE_COUNTED)
    assert told == []
    await meeting.go_in()
    assert await has_been_told("asked for screen")
    await page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    assert await has_been_told("asked for screen", "asked for screen")
    await meeting.seeker.page.get_by_role("button", name="End the session").click()
    await page.wait_for_url("**/rating")
    assert await has_been_told("asked for screen", "asked for screen", "released")


async def test_drift_reaches_the_seeker_by_the_channel_of_their_choice(meeting: Meeting) -> None:
    page = meeting.seeker.page
    await prepared(meeting.seeker, TONES_ARE_COUNTED)
    await meeting.go_in()
    await page.get_by_text("Sound settings").click()
    for channel, (is_announced, tones) in CHANNELS.items():
        await page.evaluate("() => { window.tones = 0; }")
        await page.locator("[data-alert]").select_option(channel)
        words = f"Shall we go back to letter {channel}?"
        await meeting.companion.fill(message=words)
        await meeting.companion.page.get_by_role("button", name="Say that we drift").click()
        await expect(page.locator("[data-drift]")).to_contain_text(words)
        announced = await page.locator("[data-say=milestone]").inner_text()
        assert ((words in announced), await page.evaluate("() => window.tones")) == (is_announced, tones), channel
        await page.get_by_role("button", name="Noticed, thank you").click()
        await expect(page.locator("[data-drift]")).to_have_count(0)
    await page.reload()
    await expect(page.locator("[data-alert]")).to_have_value("none")
