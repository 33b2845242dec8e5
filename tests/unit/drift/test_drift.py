"""Drift: each milestone is passed once, and flags that are not acknowledged escalate."""

from typing import Any

import pytest

from hushroom_domain.drift.errors import DriftLogNotFound, NotInProgress, OnlyCompanionFlags
from hushroom_domain.drift.model import DriftLog
from hushroom_domain.drift.use_cases.acknowledge_drift import AcknowledgeDrift
from hushroom_domain.drift.use_cases.flag_drift import FlagDrift
from hushroom_domain.notifications.services.room_messages import (
    DriftAcknowledgement,
    DriftAlert,
    MilestoneReached,
    SessionState,
)
from hushroom_domain.sessions.errors import NotParticipant
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.policy import MILESTONES
from hushroom_domain.sessions.state_machine import SessionAction
from hushroom_domain.shared.ids import DriftLogId, UserId
from hushroom_domain.shared.severity import DriftSeverity
from tests.support.builders import an_id
from tests.support.existing import existing
from tests.support.worlds import World


def milestones(world: World) -> list[Any]:
    """Returns the percentages that the room was sent, in order."""
    return [message.percent for message in world.platform.broadcasts.of(MilestoneReached)]


async def after(world: World, minutes: int) -> None:
    """Advances the clock minute by minute and runs what is due."""
    for _ in range(minutes):
        world.after(minutes=1)
        await world.settle()


async def flag(
    world: World, session: Session, severity: DriftSeverity | None = None, by: UserId | None = None
) -> DriftLog:
    return await world.app.drift.flag(
        FlagDrift.Command(
            user_id=existing(by or session.companion_user_id),
            session_id=session.id,
            message="You wanted to write",
            severity=severity,
        )
    )


async def acknowledge(world: World, user_id: UserId | None, log_id: DriftLogId) -> DriftLog:
    return await world.app.drift.acknowledge(AcknowledgeDrift.Command(existing(user_id), log_id))


async def test_each_milestone_comes_once_and_at_its_time(world: World) -> None:
    await world.running(await world.companion())
    for minutes, passed in ((23, []), (1, [80]), (6, [80, 100]), (5, [80, 100]), (1, [80, 100, 120])):
        await after(world, minutes)
        assert milestones(world) == passed
    await after(world, 60)
    assert milestones(world) == [80, 100, 120]
    logs = list(world.platform.store.tables.drift_logs.values())
    assert [(log.trigger_data, log.severity) for log in logs] == [
        ({"percent": 80}, DriftSeverity.LOW),
        ({"percent": 100}, DriftSeverity.MEDIUM),
        ({"percent": 120}, DriftSeverity.HIGH),
    ]
    assert [message.log for message in world.platform.broadcasts.of(DriftAlert)] == logs
    assert world.platform.outbox.pending == ()


async def test_a_milestone_of_another_release_gets_the_severity_below_it(world: World) -> None:
    session = await world.running(await world.companion())
    await after(world, 40)
    for percent in (79, 99, 130):
        await world.app.drift.pass_milestone(session.id, percent)
    severities = [log.severity for log in world.platform.store.tables.drift_logs.values()][len(MILESTONES) :]
    assert severities == [DriftSeverity.LOW, DriftSeverity.LOW, DriftSeverity.HIGH]


async def test_a_pause_moves_the_milestones_that_are_to_come(world: World) -> None:
    session = await world.running(await world.companion())
    await after(world, 20)
    await world.move(session, session.seeker_id, SessionAction.PAUSE)
    await after(world, 10)
    assert milestones(world) == []
    await world.move(session, session.seeker_id, SessionAction.RESUME)
    await after(world, 3)
    assert milestones(world) == []
    await after(world, 1)
    assert milestones(world) == [80]
    await world.move(session, session.companion_user_id, SessionAction.PAUSE)
    await after(world, 30)
    await world.move(session, session.companion_user_id, SessionAction.RESUME)
    await after(world, 12)
    assert milestones(world) == [80, 100, 120]


async def test_many_short_pauses_bring_each_milestone_once(world: World) -> None:
    session = await world.running(await world.companion())
    for _ in range(20):
        await after(world, 1)
        await world.move(session, session.seeker_id, SessionAction.PAUSE)
        await after(world, 1)
        await world.move(session, session.seeker_id, SessionAction.RESUME)
    assert milestones(world) == []
    await after(world, 16)
    assert milestones(world) == [80, 100, 120]


async def test_milestones_that_nobody_was_there_to_notice_come_when_somebody_is(world: World) -> None:
    session = await world.running(await world.companion())
    await world.settle()
    world.after(minutes=33)
    assert milestones(world) == []
    await world.settle()
    assert milestones(world) == [80, 100]
    for row in tuple(world.platform.store.tables.outbox.values()):
        if row.due <= world.clock.now():
            await world.platform.outbox.run(world.app, row)
    await world.settle()
    logs = [log for log in world.platform.store.tables.drift_logs.values() if log.session_id == session.id]
    assert [log.trigger_data["percent"] for log in logs] == [80, 100]


@pytest.mark.parametrize("how", ["ended", "abandoned"])
async def test_a_session_that_is_over_passes_no_milestone(world: World, how: str) -> None:
    session = await world.running(await world.companion())
    await after(world, 10)
    if how == "ended":
        await world.move(session, session.seeker_id, SessionAction.END)
    else:
        await world.move(session, session.seeker_id, SessionAction.PAUSE)
        world.after(hours=5)
        assert await world.app.sessions.close_stale() == 1
    await after(world, 40)
    assert milestones(world) == []
    assert world.platform.outbox.pending == ()


async def test_flags_that_nobody_acknowledges_grow_louder(world: World) -> None:
    session = await world.running(await world.companion())
    heard = [(await flag(world, session)).severity for _ in range(6)]
    low, medium, high, critical = DriftSeverity
    assert heard == [low, medium, medium, high, critical, critical]


async def test_an_acknowledgement_calms_the_next_flag_and_is_the_first_ones(world: World) -> None:
    session = await world.running(await world.companion())
    logs = [await flag(world, session) for _ in range(3)]
    for log in logs:
        seen = await acknowledge(world, session.seeker_id, log.id)
        assert (seen.acknowledged_by, seen.acknowledged_at) == (session.seeker_id, world.clock.now())
    world.after(minutes=1)
    assert await acknowledge(world, session.companion_user_id, logs[0].id) == await acknowledge(
        world, session.seeker_id, logs[0].id
    )
    assert (await flag(world, session)).severity is DriftSeverity.LOW
    await world.settle()
    assert {message.log.id for message in world.platform.broadcasts.of(DriftAcknowledgement)} == {
        log.id for log in logs
    }


async def test_milestones_do_not_make_flags_louder(world: World) -> None:
    session = await world.running(await world.companion())
    await after(world, 31)
    assert (await flag(world, session)).severity is DriftSeverity.LOW


async def test_the_companion_may_say_itself_how_bad_it_is(world: World) -> None:
    session = await world.running(await world.companion())
    assert (await flag(world, session, DriftSeverity.CRITICAL)).severity is DriftSeverity.CRITICAL


async def test_only_the_companion_of_a_session_in_progress_flags(world: World) -> None:
    companion = await world.companion()
    session = await world.ready(companion)
    with pytest.raises(NotInProgress):
        await flag(world, session)
    await world.move(session, session.seeker_id, SessionAction.START)
    with pytest.raises(OnlyCompanionFlags):
        await flag(world, session, by=session.seeker_id)
    with pytest.raises(NotParticipant):
        await flag(world, session, by=an_id())
    log = await flag(world, session)
    with pytest.raises(NotParticipant):
        await acknowledge(world, an_id(), log.id)
    with pytest.raises(DriftLogNotFound):
        await acknowledge(world, session.seeker_id, an_id())
    assert world.platform.store.tables.drift_logs.get(log.id) == log


async def test_those_in_the_room_hear_of_every_step(world: World) -> None:
    session = await world.running(await world.companion())
    await world.settle()
    world.after(minutes=5)
    for action in (SessionAction.PAUSE, SessionAction.RESUME, SessionAction.END):
        await world.move(session, session.seeker_id, action)
        await world.settle()
    heard = [message.session.status.value for message in world.platform.broadcasts.of(SessionState)]
    assert heard[-3:] == ["PAUSED", "IN_PROGRESS", "COMPLETED"]
    assert "IN_PROGRESS" in heard[:-3]
