"""The free times of companions."""

from datetime import timedelta

from hushroom_adapters.memory import in_memory_platform
from hushroom_domain.shared.time import Period
from tests.support.builders import NOW, a_companion


async def test_a_companion_without_hours_and_bookings_is_free_all_the_time() -> None:
    platform = in_memory_platform()
    companion, span = a_companion(), Period(NOW, NOW + timedelta(days=7))
    assert await platform.app.matching.free_times([companion], span) == {companion.id: (span,)}
    assert await platform.app.matching.free_times([], span) == {}
