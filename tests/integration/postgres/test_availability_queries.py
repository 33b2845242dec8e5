"""The queries about slots that only the surfaces ask, on PostgreSQL."""

from hushroom_domain.companions.state_machine import CompanionStatus
from tests.support.builders import a_slot, an_id
from tests.support.contracts.storage import PostgresStorage


async def test_slots_are_shown_of_a_profile_and_of_approved_companions(kept: PostgresStorage) -> None:
    companion, pending = await kept.companion(), await kept.companion(status=CompanionStatus.PENDING_REVIEW)
    slots = a_slot(companion_id=companion.id), a_slot(companion_id=pending.id)
    async with kept.begin() as work:
        for slot in slots:
            await work.slots.add(slot)
    shown = kept.queries.availability
    assert await shown.of_user(companion.user_id) == slots[:1]
    assert await shown.of_user(pending.user_id) == slots[1:]
    assert await shown.of_companion(companion.id) == slots[:1]
    assert await shown.of_companion(pending.id) is None
    assert await shown.of_user(an_id()) is None


async def test_no_slots_are_an_empty_list(kept: PostgresStorage) -> None:
    companion = await kept.companion()
    assert await kept.queries.availability.of_user(companion.user_id) == ()
    assert await kept.queries.availability.of_companion(companion.id) == ()
