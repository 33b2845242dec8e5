"""What the keepers of abuse reports promise."""

from datetime import timedelta

import pytest

from hushroom_domain.moderation.errors import ReportNotFound
from hushroom_domain.moderation.machine import Action
from tests.support.builders import NOW, a_report, an_id
from tests.support.contracts.kept import Kept


class ModerationContract:
    """Inherit it and give a fixture `kept`."""

    async def test_a_report_comes_back_as_it_was(self, kept: Kept):
        session, reported = await kept.session(), await kept.user()
        report = a_report(reporter_id=session.seeker_id, reported_user_id=reported.id, session_id=session.id)
        decided = report.decided(Action.RESOLVE, "Talked to both", NOW + timedelta(hours=1))
        async with kept.begin() as work:
            await work.reports.add(report)
            assert await work.reports.lock(report.id) == report
            await work.reports.save(decided)
        async with kept.begin() as work:
            assert await work.reports.lock(report.id) == decided
            with pytest.raises(ReportNotFound):
                await work.reports.lock(an_id())

    async def test_people_with_pending_reports_since_then_are_counted_once_each(self, kept: Kept):
        reported, other = await kept.user(), await kept.user()
        often, once, long_ago, dismissed = [await kept.user() for _ in range(4)]
        about = {"reported_user_id": reported.id}
        since = NOW - timedelta(days=30)
        reports = [
            a_report(reporter_id=often.id, **about),
            a_report(reporter_id=often.id, created_at=NOW - timedelta(days=1), **about),
            a_report(reporter_id=once.id, created_at=since + timedelta(milliseconds=1), **about),
            a_report(reporter_id=long_ago.id, created_at=since, **about),
            a_report(reporter_id=dismissed.id, **about).decided(Action.DISMISS, None, NOW),
            a_report(reporter_id=long_ago.id, reported_user_id=other.id),
        ]
        async with kept.begin() as work:
            for report in reports:
                await work.reports.add(report)
            assert await work.reports.pending_reporters(reported.id, since) == 2
            assert await work.reports.pending_reporters(other.id, since) == 1
            assert await work.reports.pending_reporters(an_id(), since) == 0
