"""The schedule: due times, the claim of one process for each run, and failing runs."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from attrs import define, field

from hushroom_adapters.jobs.ports import JobPlatform
from hushroom_adapters.jobs.schedule import TASKS, Schedule, Task, first_due, next_due

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def nothing(_platform: Any, _now: datetime) -> None:
    return None


def a_task(cron: str = "* * * * *", run: Any = nothing, **more: Any) -> Task:
    return Task("a.task", cron, run, **more)


@define
class Clock:
    at: datetime = NOON

    def now(self) -> datetime:
        return self.at


@define
class Claims:
    """Grants each claim once; the first `deaf` calls fail."""

    deaf: int = 0
    taken: set[tuple[str, datetime]] = field(factory=set)

    async def claim(self, job: str, due: datetime) -> bool:
        await asyncio.sleep(0)
        if self.deaf:
            self.deaf -= 1
            raise ConnectionError
        is_new = (job, due) not in self.taken
        self.taken.add((job, due))
        return is_new


def a_schedule(claims: Claims | None = None) -> Schedule:
    return Schedule(platform=cast("JobPlatform", None), locks=claims or Claims(), clock=Clock(), tasks=())


@pytest.mark.parametrize(
    ("cron", "due"),
    [
        ("* * * * *", NOON + timedelta(minutes=1)),
        ("*/5 * * * *", NOON + timedelta(minutes=5)),
        ("17 3 * * *", datetime(2026, 3, 3, 3, 17, tzinfo=UTC)),
        ("41 * * * *", NOON + timedelta(minutes=41)),
    ],
)
def test_the_next_due_moment_is_later_than_now(cron: str, due: datetime) -> None:
    assert next_due(a_task(cron), NOON) == due


def test_due_moments_are_the_same_for_everybody_whenever_they_look() -> None:
    task = a_task("*/5 * * * *")
    found = {next_due(task, NOON + timedelta(seconds=second)) for second in range(300)}
    assert found == {NOON + timedelta(minutes=5)}


def test_a_start_makes_up_for_the_newest_moment_that_was_missed() -> None:
    task = a_task("17 3 * * *", catch_up=timedelta(days=1))
    assert first_due(task, NOON) == datetime(2026, 3, 2, 3, 17, tzinfo=UTC)


def test_a_start_after_a_long_absence_makes_up_once() -> None:
    task = a_task("*/5 * * * *", catch_up=timedelta(hours=3))
    assert first_due(task, NOON) == NOON


def test_a_start_makes_up_for_nothing_unless_the_task_says_so() -> None:
    assert first_due(a_task("17 3 * * *"), NOON) == datetime(2026, 3, 3, 3, 17, tzinfo=UTC)


async def test_of_four_schedulers_one_runs_what_is_due() -> None:
    runs: list[datetime] = []

    async def run(_platform: Any, now: datetime) -> int:
        runs.append(now)
        return len(runs)

    claims = Claims()
    schedulers = [a_schedule(claims) for _ in range(4)]
    assert await asyncio.gather(*(schedule.fire(a_task(run=run), NOON) for schedule in schedulers)) == [True] * 4
    assert len(runs) == 1


async def test_a_task_that_fails_waits_for_its_next_moment() -> None:
    runs: list[datetime] = []

    async def run(_platform: Any, now: datetime) -> None:
        runs.append(now)
        raise ZeroDivisionError

    schedule = a_schedule()
    assert await schedule.fire(a_task(run=run), NOON)
    assert await schedule.fire(a_task(run=run), NOON)
    assert len(runs) == 1
    assert await schedule.fire(a_task(run=run), NOON + timedelta(minutes=1))
    assert len(runs) == 2


async def test_a_claim_that_nobody_answers_is_asked_for_again() -> None:
    runs: list[datetime] = []

    async def run(_platform: Any, now: datetime) -> None:
        runs.append(now)

    schedule = a_schedule(Claims(deaf=1))
    assert not await schedule.fire(a_task(run=run), NOON)
    assert await schedule.fire(a_task(run=run), NOON)
    assert len(runs) == 1


def test_the_platforms_own_tasks_have_names_of_their_own_and_are_due_some_day() -> None:
    assert len({task.name for task in TASKS}) == len(TASKS)
    assert all(NOON < next_due(task, NOON) <= NOON + timedelta(days=1) for task in TASKS)
