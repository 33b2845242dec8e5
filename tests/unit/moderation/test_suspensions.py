"""A user is suspended exactly when three reporters whose reports count have pending reports, after any history."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.moderation.errors import AlreadyReported
from hushroom_domain.moderation.policy import ReportsCount
from hushroom_domain.moderation.state_machine import ReportAction
from hushroom_domain.moderation.use_cases.decide_report import DecideReport
from hushroom_domain.moderation.use_cases.file_report import FileReport
from hushroom_domain.shared.ids import ReportId, UserId
from tests.support.worlds import World, a_world

PARTNERS, STRANGERS = 4, 4
STEPS = st.one_of(
    st.tuples(st.just("report"), st.integers(0, PARTNERS + STRANGERS - 1)),
    st.tuples(st.just("decide"), st.integers(0, PARTNERS + STRANGERS - 1)),
    st.tuples(st.just("wait"), st.integers(1, 31)),
    st.tuples(st.just("reactivate"), st.just(0)),
)


@define
class ExpectedSuspension:
    """The rule written a second time: the pending report of each reporter, and whether the report counts."""

    who: ReportsCount
    pending: dict[int, tuple[datetime, ReportId, bool]] = field(factory=dict)
    is_active: bool = True

    def reported(self, reporter: int, report_id: ReportId, now: datetime) -> None:
        counts = reporter < PARTNERS or self.who is ReportsCount.ANYONE
        self.pending[reporter] = (now, report_id, counts)
        fresh = [counts for at, _, counts in self.pending.values() if now - at < timedelta(days=30)]
        if sum(fresh) >= 3:
            self.is_active = False

    def restart(self) -> None:
        self.pending = {reporter: (at, report_id, False) for reporter, (at, report_id, _) in self.pending.items()}


@define
class History:
    world: World
    user_id: UserId
    reporters: list[UserId]
    expected: ExpectedSuspension

    async def report(self, reporter: int) -> None:
        command = FileReport.Command(
            reporter_id=self.reporters[reporter], reported_user_id=self.user_id, reason="RUDE", description="Shouted"
        )
        try:
            report = await self.world.app.moderation.report(command)
        except AlreadyReported:
            assert reporter in self.expected.pending
        else:
            assert reporter not in self.expected.pending
            self.expected.reported(reporter, report.id, self.world.clock.now())

    async def decide(self, reporter: int) -> None:
        if reporter in self.expected.pending:
            _, report_id, _ = self.expected.pending.pop(reporter)
            command = DecideReport.Command(
                admin_id=self.world.admin_id, report_id=report_id, action=ReportAction.DISMISS
            )
            await self.world.app.moderation.decide(command)
            self.expected.restart()

    async def wait(self, days: int) -> None:
        self.world.after(days=days)

    async def reactivate(self, _: int) -> None:
        command = UpdateUser.Command(admin_id=self.world.admin_id, user_id=self.user_id, is_active=True)
        await self.world.app.administration.update_user(command)
        if not self.expected.is_active:
            self.expected.restart()
            self.expected.is_active = True


async def play(who: ReportsCount, steps: list[tuple[str, int]]) -> None:
    world = a_world(who)
    user = await world.seeker()
    partners = [(await world.partner(user.id)).id for _ in range(PARTNERS)]
    strangers = [(await world.seeker()).id for _ in range(STRANGERS)]
    history = History(world, user.id, partners + strangers, ExpectedSuspension(who))
    for step, number in steps:
        await getattr(history, step)(number)
        assert (await world.user(user.id)).is_active is history.expected.is_active


@given(st.sampled_from(ReportsCount), st.lists(STEPS, max_size=25))
def test_a_user_is_on_hold_exactly_when_three_reporters_who_count_say_so(
    who: Any, steps: list[tuple[str, int]]
) -> None:
    asyncio.run(play(who, steps))
