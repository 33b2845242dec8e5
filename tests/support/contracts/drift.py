"""Contract tests of the repository of drift logs and of its queries."""

import pytest

from hushroom_domain.drift.errors import DriftLogNotFound
from hushroom_domain.shared.severity import DriftSeverity
from tests.support.builders import NOW, a_drift_log, a_milestone, an_id
from tests.support.contracts.storage import Storage

ODD = {"percent": 80, "words": ["ش", None, 1.5], "nested": {"a": True}}


class DriftContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_a_drift_log_comes_back_as_it_was(self, kept: Storage) -> None:
        session = await kept.session()
        log = a_drift_log(session_id=session.id, severity=DriftSeverity.CRITICAL, message="انتبه", trigger_data=ODD)
        seen = log.acknowledged(session.seeker_id, NOW).entity
        async with kept.begin() as work:
            await work.drift_logs.add(log)
            assert await work.drift_logs.get(log.id) == log
            assert await work.drift_logs.lock(log.id) == log
            await work.drift_logs.save(seen)
        async with kept.begin() as work:
            assert await work.drift_logs.get(log.id) == seen
            assert await work.drift_logs.get(an_id()) is None
            with pytest.raises(DriftLogNotFound):
                await work.drift_logs.lock(an_id())

    async def test_a_milestone_is_kept_once_a_session_and_percentage(self, kept: Storage) -> None:
        session, other = await kept.session(), await kept.session()
        first, again = a_milestone(80, session_id=session.id), a_milestone(80, session_id=session.id)
        async with kept.begin() as work:
            assert await work.drift_logs.add_milestone(first, 80)
        async with kept.begin() as work:
            assert not await work.drift_logs.add_milestone(again, 80)
            assert await work.drift_logs.get(again.id) is None
            assert await work.drift_logs.add_milestone(a_milestone(100, session_id=session.id), 100)
            assert await work.drift_logs.add_milestone(a_milestone(80, session_id=other.id), 80)
            assert await work.drift_logs.get(first.id) == first

    async def test_flags_that_nobody_acknowledged_are_counted_and_milestones_are_not(self, kept: Storage) -> None:
        session, other = await kept.session(), await kept.session()
        seen = a_drift_log(session_id=session.id).acknowledged(session.seeker_id, NOW).entity
        unseen = [a_drift_log(session_id=session.id) for _ in range(2)]
        async with kept.begin() as work:
            for log in (seen, *unseen, a_drift_log(session_id=other.id)):
                await work.drift_logs.add(log)
            await work.drift_logs.add_milestone(a_milestone(80, session_id=session.id), 80)
            assert await work.drift_logs.unacknowledged(session.id) == 2
            assert await work.drift_logs.unacknowledged(an_id()) == 0
