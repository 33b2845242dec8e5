"""Two people at the page of the room of their session, and what each of them hears and reads there."""

from collections.abc import Awaitable, Callable

import httpx
from attrs import frozen
from livekit.api import ListParticipantsRequest, LiveKitAPI, MuteRoomTrackRequest
from playwright.async_api import expect

from hushroom_adapters.local.dev.keys import Keys, kept_keys
from hushroom_adapters.local.walkthrough.story import Story
from tests.support.accessibility import inspect
from tests.support.browsing import People, Person, Theme
from tests.support.waiting import PATIENCE_SECONDS, until
from tests.support.whole_hushroom import WholeHushroom

THEMES: tuple[Theme, ...] = ("light", "dark")
ROOM = "document.querySelector('session-room')"
LOUDEST = """async () => {
  const heard = document.querySelector('session-room').heard;
  if (!heard?.getAudioTracks().length) return 0;
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(new MediaStream(heard.getAudioTracks())).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let loudest = 0;
  for (let turn = 0; turn < 60; turn += 1) {
    await new Promise((done) => setTimeout(done, 25));
    analyser.getFloatTimeDomainData(samples);
    loudest = Math.max(loudest, ...samples.map(Math.abs));
  }
  await context.close();
  return loudest;
}"""
"""The loudest sample that a person hears within a second and a half, in which the fake microphone beeps."""
BEEP, SILENCE = 0.02, 0.005
RECORD = """place => {
  place.said = [];
  new MutationObserver(() => place.said.push(place.textContent)).observe(place, { childList: true });
}"""
LOSE = f"""() => {{
  const track = {ROOM}.microphone.track.mediaStreamTrack;
  track.stop();
  track.dispatchEvent(new Event('ended'));
}}"""


@frozen
class Meeting:
    """A seeker and a companion, each at the room's page of their session."""

    story: Story
    seeker: Person
    companion: Person
    livekit: str
    keys: Keys

    @property
    def both(self) -> tuple[Person, Person]:
        return self.seeker, self.companion

    async def go_in(self, *, muted: bool = False) -> None:
        """Joins with both; the seeker's microphone is off if `muted`."""
        if muted:
            await self.seeker.page.locator("[data-muted]").check()
        for one in self.both:
            await one.page.locator("[data-act=join]").click()
            await says(one, "connection", "You are connected.")

    async def cut(self, where: str, person: str) -> None:
        user = self.story.seeker if person == "seeker" else self.story.companion
        order = {"trouble": "cut", "where": where, "name": user.get("/users/me")["id"]}
        async with httpx.AsyncClient(timeout=PATIENCE_SECONDS) as client:
            (await client.post(f"{self.livekit}/_sandbox/faults", json=order)).raise_for_status()

    async def mute_by_server(self) -> None:
        """Mutes the seeker by the API of LiveKit, as the host of a room does."""
        name = f"session-{self.story.ids['session']}"
        seeker = self.story.seeker.get("/users/me")["id"]
        async with LiveKitAPI(self.livekit, self.keys.livekit_api_key, self.keys.livekit_api_secret) as server:
            found = (await server.room.list_participants(ListParticipantsRequest(room=name))).participants
            (track,) = next(one for one in found if one.identity == seeker).tracks
            order = MuteRoomTrackRequest(room=name, identity=seeker, track_sid=track.sid, muted=True)
            await server.room.mute_published_track(order)


async def says(person: Person, place: str, words: str) -> None:
    await expect(person.page.locator(f"[data-say={place}]")).to_contain_text(words)


async def spoken(person: Person, place: str) -> Callable[[], Awaitable[list[str]]]:
    """Returns a function that returns the words that a live region has said since now, in order."""
    await person.page.locator(f"[data-say={place}]").evaluate(RECORD)

    async def said() -> list[str]:
        words: list[str] = await person.page.locator(f"[data-say={place}]").evaluate("place => place.said")
        return words

    return said


async def barriers(person: Person) -> list[str]:
    """Returns what axe finds on the page as it is now, in light and in dark colours."""
    inspector, found = await inspect(person.page), list[str]()
    for theme in THEMES:
        await person.page.emulate_media(color_scheme=theme)
        found += [f"{theme}: {one}" for one in await inspector.violations()]
    await person.page.emulate_media(color_scheme=person.screen.theme)
    return found


async def loudest(person: Person) -> float:
    found: float = await person.page.evaluate(LOUDEST)
    return found


async def hears(person: Person) -> bool:
    async def is_heard() -> bool:
        return await loudest(person) > BEEP

    return await until(is_heard)


async def hears_nothing(person: Person) -> bool:
    async def is_silent() -> bool:
        return await loudest(person) < SILENCE

    return await until(is_silent)


async def at_the_room(hushroom: WholeHushroom, people: People, story: Story) -> Meeting:
    persons = []
    for user in (story.seeker, story.companion):
        person = await people.arrive()
        await person.sign_in(user.email, user.password)
        await person.open(f"/sessions/{story.ids['session']}/room")
        persons.append(person)
    keys = kept_keys(hushroom.data / "keys.json")
    return Meeting(story, persons[0], persons[1], hushroom.endpoints["livekit"], keys)
