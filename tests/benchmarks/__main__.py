"""Measures the main routes against bare ones, in turns, and prints the ratios: python -m tests.benchmarks --help."""

import argparse
import asyncio
import json
from collections.abc import Sequence
from statistics import median

import httpx
from attrs import frozen
from rich.console import Console
from rich.table import Table

from hushroom_adapters.local.seeding.accounts import PASSWORD
from tests.benchmarks.harness import SEEKER, Side, Stage, stage
from tests.benchmarks.load import LoadResult, Request, drive

GOAL = 0.6
WARM_UP_SECONDS = 1.0
API = "/api/v1"


@frozen
class Round:
    """The measurements of one side in one round; processor time shows the cost of a request even on a busy machine."""

    measured: LoadResult
    cpu_seconds: float

    @property
    def per_second(self) -> float:
        return self.measured.per_second

    @property
    def cpu_milliseconds(self) -> float:
        """Returns the processor time of the application's process for each request."""
        return self.cpu_seconds * 1000 / len(self.measured.latencies)


@frozen(kw_only=True)
class Comparison:
    """The rounds of one route, measured on both sides."""

    name: str
    ours: Sequence[Round]
    bare: Sequence[Round]

    @property
    def ratio(self) -> float:
        """Returns the median of the rounds' ratios, because both sides of a round run under the same load."""
        return median(ours.per_second / bare.per_second for ours, bare in zip(self.ours, self.bare, strict=True))

    @property
    def cpu_ratio(self) -> float:
        """Returns the same ratio in processor time."""
        pairs = zip(self.ours, self.bare, strict=True)
        return median(bare.cpu_milliseconds / ours.cpu_milliseconds for ours, bare in pairs)

    def summary(self) -> dict[str, object]:
        sides = {"ours": figures(self.ours), "bare": figures(self.bare)}
        return {"route": self.name, "ratio": round(self.ratio, 3), "cpuRatio": round(self.cpu_ratio, 3), **sides}


def figures(rounds: Sequence[Round]) -> dict[str, float]:
    """Returns the medians of the rounds; times in milliseconds."""
    return {
        "requestsPerSecond": round(median(one.per_second for one in rounds), 1),
        "cpu": round(median(one.cpu_milliseconds for one in rounds), 3),
        "p50": round(median(one.measured.percentile(50) for one in rounds), 2),
        "p99": round(median(one.measured.percentile(99) for one in rounds), 2),
    }


def main() -> None:
    options = _options()
    with stage() as found:
        comparisons = asyncio.run(_compare(found, options))
    if options.json:
        print(json.dumps([one.summary() for one in comparisons], indent=2))  # noqa: T201  for programs
    else:
        _show(comparisons, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each side is driven in a round")
    parser.add_argument("--rounds", type=int, default=5, help="how often the sides take turns")
    parser.add_argument("--connections", type=int, default=16, help="how many requests are under way at a time")
    parser.add_argument("--only", default="", help="only routes with this in their name")
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    return parser.parse_args()


async def _compare(found: Stage, options: argparse.Namespace) -> list[Comparison]:
    pairs = [pair for pair in _pairs(found) if options.only in pair[0]]
    return [await _alternate(found, name, ours, bare, options) for name, ours, bare in pairs]


async def _alternate(found: Stage, name: str, ours: Request, bare: Request, options: argparse.Namespace) -> Comparison:
    sides = {"ours": (found.ours, ours), "bare": (found.bare, bare)}
    rounds: dict[str, list[Round]] = {"ours": [], "bare": []}
    for side, request in sides.values():
        await drive(side.port, [request], connections=options.connections, seconds=WARM_UP_SECONDS)
    for number in range(options.rounds):
        for name_of_side in ("ours", "bare") if number % 2 == 0 else ("bare", "ours"):
            rounds[name_of_side].append(await _round(*sides[name_of_side], options))
    return Comparison(name=name, ours=rounds["ours"], bare=rounds["bare"])


async def _round(side: Side, request: Request, options: argparse.Namespace) -> Round:
    before = side.cpu_seconds
    measured = await drive(side.port, [request], connections=options.connections, seconds=options.seconds)
    return Round(measured, side.cpu_seconds - before)


def _pairs(found: Stage) -> list[tuple[str, Request, Request]]:
    """Returns the same request for both sides; the bare side needs no token."""
    with httpx.Client(base_url=f"http://127.0.0.1:{found.ours.port}{API}", trust_env=False) as client:
        token = _created(client, "/auth/login", {"email": SEEKER, "password": PASSWORD}, "accessToken")
        client.headers["Authorization"] = f"Bearer {token}"
        booking: dict[str, object] = {"type": "FOCUS", "plannedDuration": 30}
        session = _created(client, "/sessions", booking, "id")
        goal = {
            "sessionId": session,
            "title": "Finish the draft",
            "description": "Write the last two pages.",
            "successCriteria": ["Two pages"],
            "keywords": ["writing", "focus"],
        }
        _created(client, "/goals", goal, "id")
    routes: list[tuple[str, str, dict[str, object] | None]] = [
        ("GET", "/users/me", None),
        ("GET", "/companions", None),
        ("POST", "/sessions", booking),
        ("POST", "/matching/find", {"sessionId": session}),
    ]
    return [
        (f"{method} {path}", _request(method, API + path, body, token), _request(method, path, body))
        for method, path, body in routes
    ]


def _request(method: str, path: str, body: object, token: str = "") -> Request:
    encoded = json.dumps(body).encode() if body is not None else b""
    return Request(method=method, path=path, status=201 if method == "POST" else 200, body=encoded, token=token)


def _created(client: httpx.Client, path: str, body: object, member: str) -> str:
    answer = client.post(path, json=body)
    answer.raise_for_status()
    return str(answer.json()[member])


def _show(comparisons: Sequence[Comparison], options: argparse.Namespace) -> None:
    title = f"{options.rounds} rounds of {options.seconds:g} s a side, {options.connections} connections, one worker"
    table = Table(title=title, caption=f"ratio: ours / bare, by requests per second; the goal is {GOAL}; times in ms")
    table.add_column("route", no_wrap=True)
    for heading in ("ratio", "by cpu", "ours/s", "bare/s", "cpu", "bare", "p50", "bare", "p99", "bare"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in comparisons:
        ours, bare = figures(one.ours), figures(one.bare)
        table.add_row(
            one.name,
            f"[{'green' if one.ratio >= GOAL else 'yellow'}]{one.ratio:.2f}",
            f"{one.cpu_ratio:.2f}",
            f"{ours['requestsPerSecond']:.0f}",
            f"{bare['requestsPerSecond']:.0f}",
            *(f"{side[name]:.2f}" for name in ("cpu", "p50", "p99") for side in (ours, bare)),
        )
    console = Console()
    (console if console.is_terminal else Console(width=120)).print(table)


if __name__ == "__main__":
    main()
