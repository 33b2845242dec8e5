"""Contract tests of the repositories of availability slots and bookings, and of their queries."""

from datetime import date, time, timedelta

import pytest
from attrs import evolve

from hushroom_domain.availability.errors import CompanionFull
from hushroom_domain.availability.model import Booking, Weekday
from hushroom_domain.companions.model import Companion
from hushroom_domain.identity.model import User
from hushroom_domain.sessions.errors import AlreadyRunning, SessionsOverlap
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.time import Period
from tests.support.builders import NOW, a_booking, a_slot
from tests.support.contracts.storage import Storage
from tests.support.existing import existing


class AvailabilityContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_slots_are_in_order_of_date_weekday_and_start(self, kept: Storage) -> None:
        companion = await kept.companion()
        wednesday = a_slot(companion_id=companion.id, day_of_week=Weekday.WEDNESDAY)
        late = a_slot(companion_id=companion.id, start_time=time(18), end_time=None)
        early = a_slot(companion_id=companion.id, start_time=time(7), end_time=time(8))
        block = a_slot(companion_id=companion.id, specific_date=date(2026, 3, 4), is_blocked=True, is_recurring=False)
        async with kept.begin() as work:
            for slot in (wednesday, late, early, block):
                await work.slots.add(slot)
            assert await work.slots.of(companion.id) == (block, early, late, wednesday)

    async def test_hours_are_replaced_and_blocks_stay(self, kept: Storage) -> None:
        companion, other = await kept.companion(), await kept.companion()
        old, theirs = a_slot(companion_id=companion.id), a_slot(companion_id=other.id)
        block = a_slot(companion_id=companion.id, is_blocked=True, specific_date=date(2026, 3, 4))
        new = [a_slot(companion_id=companion.id, day_of_week=day, timezone="Asia/Beirut") for day in Weekday]
        async with kept.begin() as work:
            for slot in (old, theirs, block):
                await work.slots.add(slot)
            await work.slots.replace_hours(companion.id, new)
            assert await work.slots.of(companion.id) == (block, *new)
            await work.slots.replace_hours(companion.id, [])
            assert await work.slots.of(companion.id) == (block,)
            assert await work.slots.of(other.id) == (theirs,)

    async def test_only_a_block_of_ones_own_is_removed(self, kept: Storage) -> None:
        companion, other = await kept.companion(), await kept.companion()
        hours, block = a_slot(companion_id=companion.id), a_slot(companion_id=companion.id, is_blocked=True)
        async with kept.begin() as work:
            await work.slots.add(hours)
            await work.slots.add(block)
            assert await work.slots.remove_block(companion.id, hours.id) is None
            assert await work.slots.remove_block(other.id, block.id) is None
            assert await work.slots.remove_block(companion.id, block.id) == block
            assert await work.slots.remove_block(companion.id, block.id) is None
            assert await work.slots.of(companion.id) == (hours,)

    async def test_two_bookings_of_one_seat_never_overlap(self, kept: Storage) -> None:
        companion, (first, second) = await self._two_sessions(kept)
        booking = a_booking(session_id=first.id, companion_id=companion.id)
        async with kept.begin() as work:
            await work.bookings.add(booking)
        period = Period.lasting(NOW + timedelta(minutes=59), 30)
        with pytest.raises(CompanionFull):
            async with kept.begin() as work:
                await work.bookings.add(a_booking(session_id=second.id, companion_id=companion.id, period=period))
        async with kept.begin() as work:
            assert await work.bookings.of(companion.id) == (booking,)

    async def test_another_seat_another_time_and_another_companion_are_free(self, kept: Storage) -> None:
        companion, (first, second) = await self._two_sessions(kept)
        other = await kept.companion()
        third, fourth = await kept.session(companion), await kept.session(other)
        after = Period.lasting(NOW + timedelta(minutes=60), 30)
        bookings = (
            a_booking(session_id=first.id, companion_id=companion.id),
            a_booking(session_id=second.id, companion_id=companion.id, seat=2),
            a_booking(session_id=third.id, companion_id=companion.id, period=after),
        )
        async with kept.begin() as work:
            for booking in reversed(bookings):
                await work.bookings.add(booking)
            await work.bookings.add(a_booking(session_id=fourth.id, companion_id=other.id))
            assert await work.bookings.of(companion.id) == bookings

    async def test_a_released_seat_is_free_again(self, kept: Storage) -> None:
        companion, (first, second) = await self._two_sessions(kept)
        async with kept.begin() as work:
            await work.bookings.add(a_booking(session_id=first.id, companion_id=companion.id))
            await work.bookings.release(first.id, NOW)
            await work.bookings.release(first.id, NOW)
            await work.bookings.add(booking := a_booking(session_id=second.id, companion_id=companion.id))
            assert await work.bookings.of(companion.id) == (booking,)

    async def test_a_session_that_has_begun_holds_its_seat_without_end(self, kept: Storage) -> None:
        companion, (session, _) = await self._two_sessions(kept)
        booking = a_booking(session_id=session.id, companion_id=companion.id)
        async with kept.begin() as work:
            await work.bookings.add(booking)
            await work.bookings.open_end(session.id, session.seeker_id)
            begun = evolve(booking, is_open_ended=True, is_running=True, seeker_id=session.seeker_id)
            assert await work.bookings.of(companion.id) == (begun,)

    async def test_two_appointments_of_one_seeker_never_overlap(self, kept: Storage) -> None:
        seeker, hour = await kept.user(), Period.lasting(NOW, 60)
        first, second, third = [await self._appointed(kept, seeker, hour) for _ in range(3)]
        late = Period.lasting(NOW + timedelta(minutes=59), 60)
        async with kept.begin() as work:
            await work.bookings.add(first)
        with pytest.raises(SessionsOverlap):
            async with kept.begin() as work:
                await work.bookings.add(evolve(second, appointment=late, period=late))
        after = Period.lasting(hour.end, 60)
        async with kept.begin() as work:
            await work.bookings.add(evolve(second, appointment=after, period=after))
            await work.bookings.release(first.session_id, NOW)
            await work.bookings.add(third)

    async def test_only_appointments_of_the_same_seeker_are_kept_apart(self, kept: Storage) -> None:
        seeker, hour = await kept.user(), Period.lasting(NOW, 60)
        mine = [await self._appointed(kept, seeker, hour) for _ in range(3)]
        another, old = [await self._appointed(kept, await kept.user(), hour) for _ in range(2)]
        async with kept.begin() as work:
            await work.bookings.add(mine[0])
            await work.bookings.add(evolve(mine[1], appointment=None))
            await work.bookings.add(evolve(mine[2], seeker_id=None))
            await work.bookings.add(another)
            await work.bookings.add(evolve(old, seeker_id=None))

    async def test_a_seeker_runs_one_session_at_a_time(self, kept: Storage) -> None:
        seeker, hour = await kept.user(), Period.lasting(NOW, 60)
        first, second = [evolve(await self._appointed(kept, seeker, hour), appointment=None) for _ in range(2)]
        stranger = await self._appointed(kept, await kept.user(), hour)
        async with kept.begin() as work:
            for booking in (first, second, stranger):
                await work.bookings.add(booking)
            await work.bookings.open_end(first.session_id, seeker.id)
            await work.bookings.open_end(first.session_id, seeker.id)
            await work.bookings.open_end(stranger.session_id, existing(stranger.seeker_id))
        with pytest.raises(AlreadyRunning):
            async with kept.begin() as work:
                await work.bookings.open_end(second.session_id, seeker.id)
        async with kept.begin() as work:
            await work.bookings.release(first.session_id, NOW)
            await work.bookings.open_end(second.session_id, seeker.id)

    async def _appointed(self, kept: Storage, seeker: User, period: Period) -> Booking:
        """Returns a booking of the seeker with a new companion, not stored yet."""
        companion = await kept.companion()
        session = await kept.session(companion, seeker)
        return a_booking(
            session_id=session.id,
            companion_id=companion.id,
            period=period,
            seeker_id=seeker.id,
            appointment=period,
        )

    async def _two_sessions(self, kept: Storage) -> tuple[Companion, tuple[Session, Session]]:
        companion = await kept.companion(max_concurrent=2)
        return companion, (await kept.session(companion), await kept.session(companion))
