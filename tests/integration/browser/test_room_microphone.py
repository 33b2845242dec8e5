"""A microphone that falls silent, or is muted by somebody else: the person is told, and what is muted stays muted."""

from playwright.async_api import expect

from tests.integration.browser.meeting_room import ROOM, Meeting, hears, hears_nothing, says
from tests.support.waiting import until

CALL_COMES = f"() => {ROOM}.microphone.track.mediaStreamTrack.dispatchEvent(new Event('mute'))"
"""An incoming phone call, as iOS tells a page of it."""
CALL_GOES_ON = """() => {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  window.endCall = () => { mediaDevices.getUserMedia = ask; };
  mediaDevices.getUserMedia = async () => { throw new DOMException("", "NotReadableError"); };
}"""
SOUND_HAS_A_VOLUME = """
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const context = new AudioContext();
    const given = context.createMediaStreamDestination();
    window.volume = new GainNode(context);
    context.createMediaStreamSource(await ask(wanted)).connect(window.volume).connect(given);
    return given.stream;
  };
"""
SOUND_DIES = """() => {
  window.volume.gain.value = 0;
  const now = performance.now.bind(performance);
  performance.now = () => now() + 60_000;
}"""
"""Sends zeros from now on, and lets a minute pass."""
SILENT, ON, OFF = "Microphone silent: start it again", "Microphone on: mute", "Microphone off: speak"


async def test_a_phone_call_that_takes_the_microphone_is_told_and_one_tap_takes_it_back(meeting: Meeting) -> None:
    button = meeting.seeker.page.locator("[data-act=microphone]")
    await meeting.go_in()
    assert await hears(meeting.companion)
    await meeting.seeker.page.evaluate(CALL_COMES)
    await says(meeting.seeker, "microphone", "The others do not hear you")
    await expect(button).to_have_text(SILENT)
    await expect(button).to_have_attribute("aria-pressed", "true")
    await expect(meeting.companion.page.locator("[data-person]:not([data-me])")).to_contain_text("microphone off")
    assert await hears_nothing(meeting.companion)
    await button.press("Enter")
    await says(meeting.seeker, "microphone", "Your microphone works again.")
    await expect(button).to_have_text(ON)
    await expect(button).to_have_attribute("aria-pressed", "false")
    assert await hears(meeting.companion)


async def test_a_microphone_that_gives_nothing_without_a_word_is_noticed(meeting: Meeting) -> None:
    page, button = meeting.seeker.page, meeting.seeker.page.locator("[data-act=microphone]")
    await page.add_init_script(SOUND_HAS_A_VOLUME)
    await page.reload()
    await meeting.go_in()
    assert await hears(meeting.companion)
    await page.evaluate(SOUND_DIES)
    await says(meeting.seeker, "microphone", "nothing comes from your microphone")
    await expect(button).to_have_text(SILENT)
    await button.click()
    await says(meeting.seeker, "microphone", "Your microphone works again.")
    await expect(button).to_have_text(ON)
    assert await hears(meeting.companion)


async def test_a_microphone_that_does_not_start_again_says_why_and_can_be_tried_again(meeting: Meeting) -> None:
    page, button = meeting.seeker.page, meeting.seeker.page.locator("[data-act=microphone]")
    await meeting.go_in()
    await page.evaluate(CALL_COMES)
    await expect(button).to_have_text(SILENT)
    await page.evaluate(CALL_GOES_ON)
    await button.click()
    await says(meeting.seeker, "microphone", "The microphone does not start")
    await expect(button).to_have_text(SILENT)
    await page.evaluate("() => window.endCall()")
    await button.click()
    await expect(button).to_have_text(ON)
    assert await hears(meeting.companion)


async def test_who_is_muted_by_the_host_is_told_and_may_speak_again(meeting: Meeting) -> None:
    button = meeting.seeker.page.locator("[data-act=microphone]")
    await meeting.go_in()
    assert await hears(meeting.companion)
    await meeting.mute_by_server()
    await says(meeting.seeker, "microphone", "Your microphone was turned off.")
    await expect(button).to_have_text(OFF)
    await expect(button).to_have_attribute("aria-pressed", "true")
    assert await hears_nothing(meeting.companion)
    await button.click()
    await expect(button).to_have_text(ON)
    await expect(meeting.seeker.page.locator("[data-say=microphone]")).to_be_empty()
    assert await hears(meeting.companion)


async def test_a_muted_person_who_picks_another_microphone_stays_muted(meeting: Meeting) -> None:
    page, button = meeting.seeker.page, meeting.seeker.page.locator("[data-act=microphone]")
    await meeting.go_in(muted=True)
    before = await page.evaluate(f"() => {ROOM}.microphone.label")
    await page.get_by_text("Sound settings").click()
    names = await page.locator("#inside-device option").all_inner_texts()
    name = next(one for one in reversed(names) if one != before)
    await page.locator("#inside-device").select_option(label=name)

    async def is_used() -> bool:
        return bool(await page.evaluate(f"() => {ROOM}.microphone.label === {name!r}"))

    assert await until(is_used)
    await expect(button).to_have_text(OFF)
    assert await hears_nothing(meeting.companion)
    await button.click()
    await expect(button).to_have_text(ON)
    assert await hears(meeting.companion)
