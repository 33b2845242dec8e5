"""Publishing and removing hours: time zones, dates, the end of the day, overlaps."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from attrs import evolve

from hushroom_domain.availability.errors import OutsideHours
from hushroom_domain.availability.model import Slot, Weekday
from hushroom_domain.availability.use_cases.block_time import BlockTime
from hushroom_domain.availability.use_cases.set_availability import SetAvailability
from hushroom_domain.companions.model import Companion
from hushroom_domain.identity.use_cases.update_profile import UpdateProfile
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.errors import ValidationFailed
from tests.support.existing import existing
from tests.support.worlds import World

# The world's clock starts on Monday, 2 March 2026, at nine, UTC.

NINE_TO_FIVE = SetAvailability.Hours(day_of_week=Weekday.MONDAY, start_time=time(9), end_time=time(17))
EVENING = evolve(NINE_TO_FIVE, start_time=time(20), end_time=None)
MORNING = evolve(NINE_TO_FIVE, day_of_week=Weekday.TUESDAY, start_time=time(0), end_time=time(8))


async def publish(world: World, companion: Companion, *hours: SetAvailability.Hours) -> tuple[Slot, ...]:
    return await world.app.availability.set_hours(SetAvailability.Command(companion.user_id, hours))


async def refused_fields(world: World, companion: Companion, *hours: SetAvailability.Hours) -> list[Any]:
    with pytest.raises(ValidationFailed) as refusal:
        await publish(world, companion, *hours)
    return [(problem.field, problem.message) for problem in refusal.value.problems]


async def companion_in(world: World, zone: str) -> Companion:
    companion = await world.companion()
    changes = UpdateProfile.Command(user_id=companion.user_id, timezone=zone)
    await world.app.identity.update_profile(changes)
    return companion


async def test_hours_and_blocks_without_a_zone_are_in_the_users_own(world: World) -> None:
    companion = await companion_in(world, "Pacific/Kiritimati")
    (hours,) = await publish(world, companion, NINE_TO_FIVE)
    command = BlockTime.Command(user_id=companion.user_id, date=date(2026, 3, 3))
    block = await world.app.availability.block(command)
    assert (hours.timezone, block.timezone) == ("Pacific/Kiritimati", "Pacific/Kiritimati")
    _, abroad = await publish(world, companion, evolve(NINE_TO_FIVE, timezone="Asia/Tokyo"))
    assert abroad.timezone == "Asia/Tokyo"


async def test_a_session_may_end_at_midnight_and_cross_it_where_the_next_day_goes_on(world: World) -> None:
    companion = await world.companion(capacity=3)
    half_past_eleven = world.clock.now().replace(hour=23, minute=30)
    await publish(world, companion, EVENING)
    until_midnight = await world.matched(companion, scheduled_at=half_past_eleven, planned_minutes=30)
    assert until_midnight.status is SessionStatus.MATCHED
    with pytest.raises(OutsideHours):
        await world.matched(companion, scheduled_at=half_past_eleven, planned_minutes=60)
    for end in (None, time(23, 59)):
        await publish(world, companion, evolve(EVENING, end_time=end), MORNING)
        across = await world.matched(companion, scheduled_at=half_past_eleven, planned_minutes=60)
        assert across.status is SessionStatus.MATCHED


async def test_hours_of_one_date_name_it_and_its_weekday(world: World) -> None:
    companion = await world.companion()
    tuesday = date(2026, 3, 3)
    dateless = evolve(NINE_TO_FIVE, is_recurring=False)
    misdated = evolve(NINE_TO_FIVE, is_recurring=False, specific_date=tuesday)
    assert await refused_fields(world, companion, dateless, misdated) == [
        ("slots.0.specificDate", "must be given when isRecurring is false"),
        ("slots.1.specificDate", "must fall on its dayOfWeek, and is a Tuesday"),
    ]
    (kept,) = await publish(world, companion, evolve(misdated, day_of_week=Weekday.TUESDAY, is_recurring=True))
    assert (kept.specific_date, kept.is_recurring) == (tuesday, False)


async def test_overlap_is_judged_on_moments_and_nothing_is_kept_of_hours_that_overlap(world: World) -> None:
    companion = await world.companion()
    berlin = evolve(NINE_TO_FIVE, timezone="Europe/Berlin")
    tokyo = evolve(NINE_TO_FIVE, end_time=time(16), timezone="Asia/Tokyo")
    kept = await publish(world, companion, berlin, tokyo)
    assert len(kept) == 2
    honolulu = evolve(NINE_TO_FIVE, day_of_week=Weekday.SUNDAY, start_time=time(22), end_time=None)
    honolulu = evolve(honolulu, timezone="Pacific/Honolulu")
    assert await refused_fields(world, companion, berlin, tokyo, honolulu) == [("slots.2", "overlaps another slot")]
    async with world.platform.store.begin() as work:
        assert await work.slots.of(companion.id) == kept


async def test_a_block_of_the_last_hour_holds_until_midnight(world: World) -> None:
    companion = await world.companion(capacity=3)
    today = world.clock.now().date()
    command = BlockTime.Command(user_id=companion.user_id, date=today, start_time=time(23))
    block = await world.app.availability.block(command)
    assert existing(block.on(today)).end == world.clock.now().replace(hour=0) + timedelta(days=1)


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(3000, 1, 1), date.max])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "Pacific/Honolulu"])
async def test_dates_near_the_ends_of_the_calendar_are_refused(world: World, day: date, zone: str) -> None:
    companion = await companion_in(world, zone)
    hours = evolve(EVENING, is_recurring=False, specific_date=day, day_of_week=Weekday.of(day))
    words = "must be from 1900-01-01 to 2999-12-31"
    assert await refused_fields(world, companion, hours) == [("slots.0.specificDate", words)]
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.availability.block(BlockTime.Command(user_id=companion.user_id, date=day))
    assert [(problem.field, problem.message) for problem in refusal.value.problems] == [("date", words)]


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2999, 12, 31)])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "Pacific/Honolulu"])
async def test_the_first_and_the_last_date_are_taken(world: World, day: date, zone: str) -> None:
    companion = await companion_in(world, zone)
    hours = evolve(EVENING, is_recurring=False, specific_date=day, day_of_week=Weekday.of(day))
    (published,) = await publish(world, companion, hours)
    block = await world.app.availability.block(BlockTime.Command(user_id=companion.user_id, date=day))
    assert published.specific_date == block.specific_date == day
