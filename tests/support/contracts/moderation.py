"""Contract tests of the repository of abuse reports and of its queries."""

from datetime import timedelta

import pytest
from attrs import evolve

from hushroom_domain.moderation.errors import AlreadyReported, ReportNotFound
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.moderation.policy import PAID_FOR, ReportsCount
from hushroom_domain.moderation.state_machine import ReportAction
from hushroom_domain.payments.state_machine import PaymentStatus
from tests.support.builders import NOW, a_payment, a_report, an_id
from tests.support.contracts.storage import Storage


class ModerationContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_a_report_comes_back_as_it_was(self, kept: Storage) -> None:
        session, reported = await kept.session(), await kept.user()
        report = a_report(reporter_id=session.seeker_id, reported_user_id=reported.id, session_id=session.id)
        decided = report.decided(ReportAction.RESOLVE, "Talked to both", NOW + timedelta(hours=1))
        async with kept.begin() as work:
            await work.reports.add(report)
            assert await work.reports.lock(report.id) == report
            assert await work.reports.get(report.id) == report
            await work.reports.save(decided)
        async with kept.begin() as work:
            assert await work.reports.lock(report.id) == decided
            assert await work.reports.get(an_id()) is None
            with pytest.raises(ReportNotFound):
                await work.reports.lock(an_id())

    async def test_people_with_pending_reports_since_then_are_counted_once_each(self, kept: Storage) -> None:
        reported, other = await kept.user(), await kept.user()
        often, once, long_ago, dismissed = [await kept.user() for _ in range(4)]
        about = {"reported_user_id": reported.id}
        since = NOW - timedelta(days=30)
        reports = [
            a_report(reporter_id=often.id, **about),
            a_report(reporter_id=often.id, **about).decided(ReportAction.RESOLVE, "", NOW),
            a_report(reporter_id=once.id, created_at=since + timedelta(milliseconds=1), **about),
            a_report(reporter_id=long_ago.id, created_at=since, **about),
            a_report(reporter_id=dismissed.id, **about).decided(ReportAction.DISMISS, None, NOW),
            a_report(reporter_id=long_ago.id, reported_user_id=other.id),
        ]
        async with kept.begin() as work:
            for report in reports:
                await work.reports.add(report)
            for user_id, expected in ((reported.id, 2), (other.id, 1), (an_id(), 0)):
                assert await work.reports.pending_reporters(user_id, since, ReportsCount.ANYONE) == expected
                assert await work.reports.pending_reporters(user_id, since, ReportsCount.MET) == 0

    @pytest.mark.parametrize("seeks", [True, False], ids=["by the seeker", "by the companion"])
    @pytest.mark.parametrize("status", PaymentStatus)
    async def test_a_reporter_met_the_user_when_a_session_of_both_began_and_was_paid_for(
        self, kept: Storage, status: PaymentStatus, seeks: bool
    ) -> None:
        seeker, companion = await kept.user(), await kept.companion()
        reporter, reported = (seeker.id, companion.user_id) if seeks else (companion.user_id, seeker.id)
        async with kept.begin() as work:
            await work.reports.add(a_report(reporter_id=reporter, reported_user_id=reported))
        counts = 1 if status in PAID_FOR else 0
        for started_at, expected in ((None, 0), (NOW, counts)):
            session = await kept.session(companion, seeker, started_at=started_at)
            payer = {"payer_id": seeker.id, "companion_id": companion.id}
            payment = a_payment(session_id=session.id, status=status, intent_id=str(session.id), **payer)
            async with kept.begin() as work:
                await work.payments.add(payment)
                since = NOW - timedelta(days=30)
                assert await work.reports.pending_reporters(reported, since, ReportsCount.MET) == expected
                assert await work.reports.pending_reporters(reporter, since, ReportsCount.MET) == 0

    async def test_a_session_with_somebody_else_is_no_meeting(self, kept: Storage) -> None:
        seeker, companion, reported = await kept.user(), await kept.companion(), await kept.user()
        session = await kept.session(companion, seeker, started_at=NOW)
        payment = a_payment(
            session_id=session.id, payer_id=seeker.id, companion_id=companion.id, status=PaymentStatus.CAPTURED
        )
        async with kept.begin() as work:
            await work.payments.add(payment)
            await work.reports.add(a_report(reporter_id=seeker.id, reported_user_id=reported.id))
            since = NOW - timedelta(days=30)
            assert await work.reports.pending_reporters(reported.id, since, ReportsCount.MET) == 0

    async def test_a_restarted_count_leaves_the_reports_pending_and_counts_later_ones(self, kept: Storage) -> None:
        reported, other, one, two = [await kept.user() for _ in range(4)]
        report, elsewhere = (
            a_report(reporter_id=one.id, reported_user_id=reported.id),
            a_report(reporter_id=one.id, reported_user_id=other.id),
        )
        since = NOW - timedelta(days=30)
        async with kept.begin() as work:
            await work.reports.add(report)
            await work.reports.add(elsewhere)
            await work.reports.restart_count(reported.id)
            assert await work.reports.pending_reporters(reported.id, since, ReportsCount.ANYONE) == 0
            assert await work.reports.pending_reporters(other.id, since, ReportsCount.ANYONE) == 1
            await work.reports.add(a_report(reporter_id=two.id, reported_user_id=reported.id))
            assert await work.reports.pending_reporters(reported.id, since, ReportsCount.ANYONE) == 1
            assert await work.reports.lock(report.id) == evolve(report, counts=False)
            assert await work.reports.lock(elsewhere.id) == elsewhere

    async def test_one_report_of_each_pair_is_pending(self, kept: Storage) -> None:
        reporter, reported, other = [await kept.user() for _ in range(3)]
        first = a_report(reporter_id=reporter.id, reported_user_id=reported.id)
        async with kept.begin() as work:
            await work.reports.add(first)
            await work.reports.add(a_report(reporter_id=reporter.id, reported_user_id=other.id))
            await work.reports.add(a_report(reporter_id=other.id, reported_user_id=reported.id))
        with pytest.raises(AlreadyReported):
            await _file(kept, a_report(reporter_id=reporter.id, reported_user_id=reported.id))
        async with kept.begin() as work:
            await work.reports.save(first.decided(ReportAction.DISMISS, None, NOW))
        await _file(kept, a_report(reporter_id=reporter.id, reported_user_id=reported.id))


async def _file(kept: Storage, report: AbuseReport) -> None:
    async with kept.begin() as work:
        await work.reports.add(report)
