"""Periodic tasks: of any number of schedulers, one runs the task of each due moment."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped] # the library has no types
from attrs import frozen

from hushroom_adapters.jobs.ports import JobPlatform, ScheduleLocks
from hushroom_adapters.observability.logs import correlated
from hushroom_domain.shared.causes import reason_of
from hushroom_domain.shared.errors import Unavailable
from hushroom_domain.shared.idempotency import KEPT_FOR
from hushroom_domain.shared.ports import Clock

KEEP_DONE = timedelta(days=7)
LOOK_SECONDS = 30.0
"""The longest sleep in one piece: the clock of a machine may be set."""
RETRY_SECONDS = 5.0
LONGEST_SECONDS = 600.0

log = structlog.get_logger(__name__)


@frozen
class Task:
    """A task that runs at each moment of `cron` (UTC); one that was missed within `catch_up` is made up for."""

    name: str
    cron: str
    run: Callable[[JobPlatform, datetime], Awaitable[object]]
    catch_up: timedelta = timedelta(0)


TASKS = (
    Task("payments.sweep", "* * * * *", lambda platform, _: platform.application.payments.sweep()),
    Task("payments.reconcile", "3-59/10 * * * *", lambda platform, _: platform.application.payments.recheck_captured()),
    Task("sessions.close_stale", "*/5 * * * *", lambda platform, _: platform.application.sessions.close_stale()),
    Task("media.sweep_rooms", "* * * * *", lambda platform, _: platform.application.media.sweep()),
    Task(
        "ratings.age_standings",
        "17 3 * * *",
        lambda platform, _: platform.application.ratings.decay_reputations(),
        catch_up=timedelta(days=1),
    ),
    Task(
        "accounts.sweep_tokens",
        "29 4 * * *",
        lambda platform, _: platform.application.identity.delete_expired_tokens(),
        catch_up=timedelta(days=1),
    ),
    Task(
        "identity.expire_verifications",
        "37 4 * * *",
        lambda platform, _: platform.application.verification.expire(),
        catch_up=timedelta(days=1),
    ),
    Task(
        "notifications.sweep_push_subscriptions",
        "53 4 * * *",
        lambda platform, _: platform.application.notifications.delete_ended_push_subscriptions(),
        catch_up=timedelta(days=1),
    ),
    Task(
        "notifications.sweep",
        "11 4 * * *",
        lambda platform, _: platform.application.notifications.delete(),
        catch_up=timedelta(days=1),
    ),
    Task(
        "identity.readdress_avatars",
        "9-59/10 * * * *",
        lambda platform, _: platform.application.identity.readdress_avatars(),
    ),
    Task("text.catch_up", "7-59/10 * * * *", lambda platform, _: platform.catch_up()),
    Task("idempotency.sweep", "47 * * * *", lambda platform, now: platform.idempotency.sweep(now - KEPT_FOR)),
    Task("outbox.sweep", "41 * * * *", lambda platform, now: platform.outbox.sweep(now - KEEP_DONE)),
)


def next_due(task: Task, after: datetime) -> datetime:
    """Returns the first due moment later than `after`."""
    # The library is used for its parser alone: its own schedulers would fire once in every process.
    trigger = CronTrigger.from_crontab(task.cron, timezone=UTC)
    due: datetime | None = trigger.get_next_fire_time(None, after + timedelta(microseconds=1))
    assert due is not None, "a crontab line has no end"
    return due.astimezone(UTC)


def first_due(task: Task, now: datetime) -> datetime:
    """Returns the first moment of a scheduler that starts at `now`: the newest one to make up for, else the next."""
    due = next_due(task, now - task.catch_up)
    while task.catch_up and (later := next_due(task, due)) <= now:
        due = later
    return due


@frozen(kw_only=True)
class Schedule:
    """Runs the tasks when they are due."""

    platform: JobPlatform
    locks: ScheduleLocks
    clock: Clock
    tasks: tuple[Task, ...] = TASKS

    async def run(self) -> None:
        """Runs due tasks for ever."""
        async with asyncio.TaskGroup() as group:
            for task in self.tasks:
                group.create_task(self._keep(task), name=task.name)

    async def _keep(self, task: Task) -> None:
        due = first_due(task, self.clock.now())
        while True:
            await self._sleep_until(due)
            following = next_due(task, due)
            # Nothing in this process knows when the database is back.
            while not await self.fire(task, due) and self.clock.now() < following:  # noqa: ASYNC110 - a clock announces nothing
                await asyncio.sleep(RETRY_SECONDS)
            due = max(following, first_due(task, self.clock.now()))

    async def fire(self, task: Task, due: datetime) -> bool:
        """Runs the task if this process acquires the lock. Returns False when the database did not answer."""
        with correlated(f"{task.name}-{due:%Y%m%dT%H%M}", task=task.name):
            try:
                if await self.locks.claim(task.name, due):
                    await self._run(task)
            except Exception as error:  # noqa: BLE001 - the database may be away in any way; the claim waits
                log.warning("claim not possible", reason=reason_of(error))
                return False
        return True

    async def _run(self, task: Task) -> None:
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                answer = await task.run(self.platform, self.clock.now())
        except Unavailable as refusal:  # Somebody else's outage is no mistake of ours to be shown with its trace.
            log.warning("task not possible now, it will run again when it is next due", reason=reason_of(refusal))
        except Exception:
            log.exception("task failed, it will run again when it is next due")
        else:
            log.info("task done", answer=answer if isinstance(answer, int) else None)

    async def _sleep_until(self, due: datetime) -> None:
        # The clock of the wall is waited for, which no event of this process announces.
        while (left := (due - self.clock.now()).total_seconds()) > 0:  # noqa: ASYNC110 - a clock announces nothing
            await asyncio.sleep(min(left, LOOK_SECONDS))
