"""Active speakers: the levels that clients measure, told to the room when they change."""

import asyncio

from attrs import define, field, frozen
from livekit.protocol.models import SpeakerInfo
from livekit.protocol.rtc import SignalResponse, SpeakersChanged

from hushroom_adapters.local.emulators.livekit.room import Member, OpenRoom
from hushroom_adapters.local.emulators.livekit.world import World

LOOK_SECONDS = 0.3
SPEAKS_DBOV = 35
"""Louder than -35 dBov is speech, as in LiveKit's own settings."""
STEPS = 8
"""Levels are told in eighths, so that small changes send nothing."""


@frozen
class Level:
    is_active: bool
    level: float


SILENT = Level(is_active=False, level=0.0)


@define
class Speakers:
    world: World
    _known: dict[str, Level] = field(factory=dict)

    async def watch_for_ever(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            before, self._known = self._known, {}
            for room in self.world.rooms.values():
                self._look(room, before)

    def _look(self, room: OpenRoom, before: dict[str, Level]) -> None:
        changed = []
        for member in room.members.values():
            level = self._known[member.info.sid] = level_of(member)
            if level != before.get(member.info.sid, SILENT):
                changed.append(SpeakerInfo(sid=member.info.sid, level=level.level, active=level.is_active))
        if changed:
            room.broadcast(SignalResponse(speakers_changed=SpeakersChanged(speakers=changed)))


def level_of(member: Member) -> Level:
    loudest = min((source.loudest() for source in member.sources.values()), default=None)
    if loudest is None or loudest > SPEAKS_DBOV:
        return SILENT
    return Level(is_active=True, level=max(1, round(10 ** (-loudest / 20) * STEPS)) / STEPS)
