"""Contract tests of the repository of quotas."""

from datetime import date, timedelta

import pytest

from hushroom_domain.identity.model import User
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.quotas import Countable
from tests.support.builders import NOW
from tests.support.contracts.storage import Storage

TODAY = date(2026, 3, 2)


class QuotasContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_acts_are_counted_up_to_the_limit_of_a_day(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()

        async def spend(
            of: User = user, what: Countable = Countable.REPORTS, limit: int = 2, day: date = TODAY
        ) -> bool:
            async with kept.begin() as work:
                return await work.quotas.spend(what, of.id, limit, day)

        assert [await spend() for _ in range(4)] == [True, True, False, False]
        assert await spend(of=other)
        assert await spend(what=Countable.BLOCKS)
        assert await spend(limit=3)
        assert not await spend(limit=3)
        assert not await spend(limit=0, what=Countable.EXPORTS)
        assert [await spend(day=TODAY + timedelta(days=1)) for _ in range(3)] == [True, True, False]

    async def test_what_was_taken_back_is_not_counted(self, kept: Storage) -> None:
        user = await kept.user()

        async def fail() -> None:
            async with kept.begin() as work:
                assert await work.quotas.spend(Countable.SESSIONS, user.id, 1, TODAY)
                raise ZeroDivisionError

        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                await fail()
        async with kept.begin() as work:
            assert await work.quotas.spend(Countable.SESSIONS, user.id, 1, TODAY)

    async def test_sessions_that_wait_for_a_match_are_counted(self, kept: Storage) -> None:
        seeker, companion = await kept.user(), await kept.companion()
        for _ in range(3):
            await kept.session(seeker=seeker)
        await kept.session(companion, seeker, status=SessionStatus.MATCHED)
        await kept.session(seeker=seeker, status=SessionStatus.CANCELLED)
        async with kept.begin() as work:
            assert await work.sessions.unmatched_of(seeker.id) == 3
            assert await work.sessions.unmatched_of(companion.user_id) == 0

    async def test_letters_of_one_kind_to_one_person_are_counted_but_for_dropped_ones(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        hour_ago = NOW - timedelta(hours=1)
        emails = [
            ("1", EmailKind.RESET_PASSWORD, user.id, NOW),
            ("2", EmailKind.RESET_PASSWORD, user.id, hour_ago + timedelta(milliseconds=1)),
            ("3", EmailKind.RESET_PASSWORD, user.id, hour_ago),
            ("4", EmailKind.WELCOME, user.id, NOW),
            ("5", EmailKind.RESET_PASSWORD, other.id, NOW),
            ("6", EmailKind.RESET_PASSWORD, user.id, NOW),
            ("7", EmailKind.RESET_PASSWORD, user.id, NOW),
        ]
        async with kept.begin() as work:
            for email in emails:
                assert await work.sent_emails.claim(*email)
            await work.sent_emails.drop("6", NOW)
            await work.sent_emails.refused("7", "no such mailbox", NOW)
            assert await work.sent_emails.lately(EmailKind.RESET_PASSWORD, user.id, hour_ago) == 3
            assert await work.sent_emails.lately(EmailKind.WELCOME, user.id, hour_ago) == 1
            assert not await work.sent_emails.claim(*emails[5])

    async def test_a_letter_that_is_claimed_again_counts_at_its_first_claim(self, kept: Storage) -> None:
        user = await kept.user()
        for hours in range(3):
            async with kept.begin() as work:
                assert await work.sent_emails.claim("1", EmailKind.WELCOME, user.id, NOW + timedelta(hours=hours))
                lately = NOW + timedelta(hours=hours - 1)
                assert await work.sent_emails.lately(EmailKind.WELCOME, user.id, lately) == (0 if hours else 1)
