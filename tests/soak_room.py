"""`make soak-room`: two people talk while guests come, are cut off, are back soon, and go; nothing may grow."""

import asyncio
import sys
import time
from itertools import cycle
from statistics import median

import httpx
import psutil
from attrs import frozen

from tests.support.listeners import Listener, in_room
from tests.support.servers import LiveKitPeer, livekit_for_tests
from tests.support.waiting import PATIENCE_SECONDS, until

WARM_UP_GUESTS = 5
GROWTH_BYTES = 16 * 1024 * 1024
BACK_SECONDS = 3.0
"""The longest time from a cut to the moment when both sides hear each other again."""
LISTENING_SECONDS = 0.1


@frozen
class Size:
    """The resources of the process of the local LiveKit."""

    memory: int
    threads: int
    files: int
    tasks: int


async def measure(livekit: LiveKitPeer) -> Size:
    """Returns the size with two clients connected."""
    async with httpx.AsyncClient(base_url=livekit.url, timeout=PATIENCE_SECONDS) as client:

        async def is_quiet() -> bool:
            return bool((await client.get("/_sandbox/health")).json()["clients"] == 2)

        assert await until(is_quiet)
        tasks = (await client.get("/_sandbox/health")).json()["tasks"]
    process = psutil.Process(livekit.pid)
    return Size(process.memory_info().rss, process.num_threads(), process.num_fds(), tasks)


async def cut_and_back(livekit: LiveKitPeer, guest: Listener, host: Listener, where: str) -> float:
    """Cuts the guest off and returns the seconds until both hear each other again."""
    async with httpx.AsyncClient(base_url=livekit.url, timeout=PATIENCE_SECONDS) as orders:
        cut = {"trouble": "cut", "where": where, "name": guest.identity, "times": 1}
        began = time.monotonic()
        (await orders.post("/_sandbox/faults", json=cut)).raise_for_status()
    assert await guest.until_event("reconnected")
    heard = (guest.hears(host.identity, 440, LISTENING_SECONDS), host.hears(guest.identity, 550, LISTENING_SECONDS))
    assert all(await asyncio.gather(*heard))
    return time.monotonic() - began


async def soak(livekit: LiveKitPeer, seconds: float) -> bool:
    """Returns whether guests were back soon, and whether the process is as small at the end as after the first ones."""
    end, begin, guests = time.monotonic() + seconds, None, 0
    wheres, backs = cycle(("signalling", "media")), list[float]()
    async with in_room(livekit, "soak", "ada", "cleo") as (ada, cleo):
        await ada.speak(440)
        await cleo.speak(660)
        while time.monotonic() < end or guests <= WARM_UP_GUESTS:
            async with in_room(livekit, "soak", "dora") as (dora,):
                await dora.speak(550)
                assert await dora.hears("ada", 440)
                assert await cleo.hears("dora", 550)
                backs.append(await cut_and_back(livekit, dora, ada, next(wheres)))
            guests += 1
            if guests == WARM_UP_GUESTS:
                begin = await measure(livekit)
        final, lost = await measure(livekit), await cleo.lost("ada")
    assert begin is not None
    print(f"{guests} guests, {lost} packets lost; at the beginning {begin}, at the end {final}")  # noqa: T201  the result
    print(f"cut off and back: median {median(backs):.2f} s, longest {max(backs):.2f} s")  # noqa: T201  the result
    has_grown = final.memory - begin.memory > GROWTH_BYTES or final.tasks > begin.tasks or final.files > begin.files + 2
    return lost == 0 and max(backs) <= BACK_SECONDS and not has_grown


def main() -> None:
    with livekit_for_tests() as livekit:
        is_steady = asyncio.run(soak(livekit, float(sys.argv[1])))
    sys.exit(0 if is_steady else 1)


if __name__ == "__main__":
    main()
