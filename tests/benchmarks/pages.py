"""`python -m tests.benchmarks.pages`: the time of pages against that of the same reads over the API, and a full house.

The first part prints for each page the median of the rounds' ratios; the goal is 1.5 at most. A page that shows the
data of several reads is compared with the sum of their medians, because another client would send them all. The second
part lets many pairs of people look at their pages for some minutes on two web processes, and counts errors.
"""

import argparse
import asyncio
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import median

import httpx
from attrs import frozen

from hushroom_adapters.local.walkthrough.people import Person
from hushroom_adapters.local.walkthrough.story import Story
from tests.benchmarks.load import LoadResult, Request, drive
from tests.support.browsing import local_address
from tests.support.journeys import RUNNING, story_of
from tests.support.page_stage import PageStage, page_stage
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.whole_hushroom import WholeHushroom, whole_hushroom

GOAL = 1.5
CONNECTIONS = 4
API = "/api/v1"
FORM_TOKEN = re.compile(r'name="form_token" value="([^"]*)"')
PAIRED: Mapping[str, Sequence[str]] = {
    "/sessions": ("/sessions?limit=20",),
    "/sessions/{ended}": ("/sessions/{ended}", "/payments/{payment}"),
    "/companions": ("/users/me", "/users/me/favourites", "/companions?take=20"),
    "/companions/{companion}": (
        "/companions/{companion}",
        "/availability/{companion}",
        "/ratings/companion/{companion}?limit=10",
        "/users/me/favourites",
    ),
    "/account/payments": ("/payments?limit=20",),
    "/account/profile": ("/users/me",),
}
"""Pages of the seeker, and the operations of the API that read the data of each.

The page of a session also shows its payment. The API's list of companions is the same for everybody; the page of a
reader is in their language and zone, which `/users/me` has, and marks their favourites. The page of a companion has the
profile, the free times and the ratings, and says whether the companion is a favourite of the reader.
"""
FOR_STRANGERS: Mapping[str, Sequence[str]] = {"/companions": ("/companions?take=20",)}
"""Pages without a reader, and the reads of the same data without a token."""
ROOM_PAGES = ("/home", "/sessions", "/sessions/{id}", "/sessions/{id}/room", "/notifications")


@frozen(kw_only=True)
class Ratio:
    """The medians of one page, and the sums of those of the API's reads, in milliseconds, by round."""

    page: str
    reads: int
    rounds: Sequence[tuple[float, float]]

    @property
    def ratio(self) -> float:
        return median(page / read for page, read in self.rounds)

    def __str__(self) -> str:
        page, read = (median(side) for side in zip(*self.rounds, strict=True))
        return f"{self.page:32} {page:8.2f} ms {read:8.2f} ms  {self.reads} {self.ratio:7.2f}"


def cookie_of(base: str, person: Person) -> str:
    """Signs a person in by the page, and returns the cookie that a browser would send."""
    with httpx.Client(
        base_url=base, headers={"Sec-Fetch-Site": "same-origin"}, timeout=PATIENCE_SECONDS, trust_env=False
    ) as client:
        found = FORM_TOKEN.search(client.get("/login").text)
        assert found is not None
        form = {"form_token": found[1], "email": person.email, "password": person.password}
        answer = client.post("/login", data=form)
        assert answer.status_code == 303, answer.text[:500]
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)


async def compare(hushroom: WholeHushroom, stage: PageStage, rounds: int, seconds: float) -> list[Ratio]:
    """Measures each page and its reads in turns, so that both run under the same load."""
    base = local_address(hushroom.endpoints["api"])
    seeker, port = stage.story.seeker, httpx.URL(base).port or 0
    ids = {**stage.sessions, "companion": stage.story.ids["companion"], "payment": stage.payments["ended"]}
    signed_in, ratios = {"cookie": cookie_of(base, seeker), "token": seeker.token}, []
    for pairs, secrets in ((PAIRED, signed_in), (FOR_STRANGERS, {"cookie": "", "token": ""})):
        for page, reads in pairs.items():
            shown = Request(method="GET", path=page.format(**ids), status=200, cookie=secrets["cookie"])
            asked = [
                Request(method="GET", path=API + path.format(**ids), status=200, token=secrets["token"])
                for path in reads
            ]
            name = page if secrets is signed_in else f"{page} (stranger)"
            ratios.append(Ratio(page=name, reads=len(asked), rounds=await _rounds(port, shown, asked, rounds, seconds)))
            sys.stdout.write(f"{ratios[-1]}\n")
    return ratios


async def _rounds(
    port: int, page: Request, reads: Sequence[Request], rounds: int, seconds: float
) -> list[tuple[float, float]]:
    """Returns the median of a page and the sum of the medians of its reads, for each round."""
    await drive(port, [page, *reads], connections=1, seconds=0.5)
    return [
        (
            await _median_of(port, page, seconds),
            sum([await _median_of(port, one, seconds / len(reads)) for one in reads]),
        )
        for _ in range(rounds)
    ]


async def _median_of(port: int, request: Request, seconds: float) -> float:
    """Returns the median of the latencies of one request that is sent again and again, in milliseconds."""
    return (await drive(port, [request], connections=CONNECTIONS, seconds=seconds)).percentile(50)


@contextmanager
def pairs_of(hushroom: WholeHushroom, number: int) -> Iterator[list[Story]]:
    """Yields pairs of people, each with a session that runs."""
    if number == 0:
        yield []
        return
    with story_of(hushroom, RUNNING) as story, pairs_of(hushroom, number - 1) as others:
        yield [story, *others]


async def fill_house(hushroom: WholeHushroom, stories: Sequence[Story], seconds: float, pause: float) -> Counter[str]:
    """Lets both people of each session look at their pages, with pauses, and returns the errors by their names."""
    base, errors, latencies = local_address(hushroom.endpoints["api"]), Counter[str](), list[float]()
    deadline = time.monotonic() + seconds

    async def look(story: Story, person: Person) -> None:
        headers = {"Cookie": cookie_of(base, person)}
        async with httpx.AsyncClient(
            base_url=base, headers=headers, timeout=PATIENCE_SECONDS, trust_env=False
        ) as client:
            turn = 0
            while time.monotonic() < deadline:
                path = ROOM_PAGES[turn % len(ROOM_PAGES)].format(id=story.ids["session"])
                turn, began = turn + 1, time.perf_counter()
                try:
                    answer = await client.get(path)
                    if answer.status_code != httpx.codes.OK:
                        errors[f"{answer.status_code} {path.replace(story.ids['session'], '{id}')}"] += 1
                except httpx.TransportError as error:
                    errors[type(error).__name__] += 1
                latencies.append((time.perf_counter() - began) * 1_000)
                await asyncio.sleep(pause)

    await asyncio.gather(*(look(story, one) for story in stories for one in (story.seeker, story.companion)))
    whole = LoadResult(seconds=seconds, latencies=tuple(latencies))
    sys.stdout.write(
        f"{2 * len(stories)} people, {len(stories)} rooms, {seconds:.0f} s: {len(latencies)} pages, "
        f"{whole.per_second:.0f}/s, p50 {whole.percentile(50):.0f} ms, p95 {whole.percentile(95):.0f} ms, "
        f"errors: {dict(errors) or 'none'}\n"
    )
    return errors


def main() -> int:
    options = _options()
    with whole_hushroom() as hushroom, page_stage(hushroom) as stage:
        sys.stdout.write(f"{'page':32} {'page':>11} {'API':>11}  reads  ratio (goal: {GOAL} at most)\n")
        ratios = asyncio.run(compare(hushroom, stage, options.rounds, options.seconds))
    with whole_hushroom(workers=2) as hushroom, pairs_of(hushroom, options.pairs) as stories:
        errors = asyncio.run(fill_house(hushroom, stories, options.minutes * 60, options.pause))
    return 1 if errors or any(one.ratio > GOAL for one in ratios) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.pages")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each page (3)")
    parser.add_argument("--seconds", type=float, default=2, help="seconds of each measurement (2)")
    parser.add_argument("--pairs", type=int, default=25, help="pairs of people in the second part (25)")
    parser.add_argument("--minutes", type=float, default=5, help="minutes of the second part (5)")
    parser.add_argument("--pause", type=float, default=1, help="seconds between two pages of a person (1)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
