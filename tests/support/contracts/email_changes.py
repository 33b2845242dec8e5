"""Contract tests of the repository of changes of address."""

from datetime import timedelta

import pytest

from hushroom_domain.administration.queries import whole
from hushroom_domain.application import Work
from hushroom_domain.identity.errors import EmailTaken
from hushroom_domain.identity.model import EmailChange, TokenPurpose, User
from hushroom_domain.identity.policy import EMAIL_CHANGE_CONFIRMED_WITHIN, EMAIL_CHANGE_UNDONE_WITHIN
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from tests.support.builders import NOW, a_one_time_token, an_email_change
from tests.support.contracts.storage import Storage
from tests.support.existing import existing

LATER = NOW + timedelta(hours=1)
KEY = "new@hushroom.test"


class EmailChangesContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def _added(self, kept: Storage, *changes: EmailChange) -> None:
        async with kept.begin() as work:
            for change in changes:
                await work.email_changes.add(change)

    async def test_a_change_comes_back_as_it_was_and_as_it_became(self, kept: Storage) -> None:
        change = an_email_change(await kept.user())
        await self._added(kept, change)
        async with kept.begin() as work:
            assert await work.email_changes.get(change.id) == change
            assert await work.email_changes.open_of(change.user_id) == change
            confirmed = change.confirmed(is_old_proved=True, now=LATER)
            await work.email_changes.save(confirmed)
        async with kept.begin() as work:
            assert await work.email_changes.get(change.id) == confirmed
            assert await work.email_changes.open_of(change.user_id) is None

    async def test_the_changes_of_a_user_are_listed_and_exported_in_their_order(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        first = an_email_change(user).replaced(NOW)
        second = an_email_change(user, now=LATER)
        await self._added(kept, first, second, an_email_change(other))
        async with kept.begin() as work:
            assert await work.email_changes.of_user(user.id) == (first, second)
        export = existing(await whole(kept.asked.exports.slices(user.id)))
        assert export.email_changes == (second, first)

    async def test_changes_to_one_address_are_counted_over_all_users(self, kept: Storage) -> None:
        users = [await kept.user() for _ in range(3)]
        to, elsewhere = EmailAddress(KEY, KEY, KEY), EmailAddress("x@y.test", "x@y.test", "x@y.test")
        await self._added(
            kept,
            an_email_change(users[0], to=to),
            an_email_change(users[1], to=to, now=LATER),
            an_email_change(users[2], to=elsewhere, now=LATER),
        )
        async with kept.begin() as work:
            assert await work.email_changes.asked_to(KEY, NOW - timedelta(seconds=1)) == 2
            assert await work.email_changes.asked_to(KEY, NOW) == 1
            assert await work.email_changes.asked_to(KEY, LATER) == 0

    async def test_an_address_is_kept_for_whoever_can_take_it_back(self, kept: Storage) -> None:
        user = await kept.user(address_key="old@hushroom.test")
        change = an_email_change(user)
        await self._added(kept, change)
        async with kept.begin() as work:
            assert await work.email_changes.kept_for("old@hushroom.test", NOW) is None
            await work.email_changes.save(change.confirmed(is_old_proved=True, now=NOW))
        end = NOW + EMAIL_CHANGE_UNDONE_WITHIN
        async with kept.begin() as work:
            assert await work.email_changes.kept_for("old@hushroom.test", end - timedelta(seconds=1)) == user.id
            assert await work.email_changes.kept_for("old@hushroom.test", end) is None
            assert await work.email_changes.kept_for(KEY, NOW) is None
            await work.email_changes.save(change.confirmed(is_old_proved=True, now=NOW).undone(LATER))
            assert await work.email_changes.kept_for("old@hushroom.test", LATER) is None

    async def test_open_changes_expire_and_the_others_are_swept(self, kept: Storage) -> None:
        users = [await kept.user() for _ in range(2)]
        early, late = an_email_change(users[0]), an_email_change(users[1], now=LATER)
        await self._added(kept, late, early)
        end = NOW + EMAIL_CHANGE_CONFIRMED_WITHIN
        async with kept.begin() as work:
            assert await work.email_changes.expired(end - timedelta(seconds=1), 10) == ()
            assert await work.email_changes.expired(end, 10) == (users[0].id,)
            assert await work.email_changes.expired(end + timedelta(hours=1), 1) == (users[0].id,)
            assert await work.email_changes.sweep(end) == 0
            await work.email_changes.save(early.expired(end))
            assert await work.email_changes.sweep(NOW) == 0
            assert await work.email_changes.sweep(NOW + timedelta(seconds=1)) == 1
            assert await work.email_changes.get(early.id) is None
            assert await work.email_changes.get(late.id) == late

    async def test_a_change_that_is_swept_takes_its_links_along(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        over, still_open = an_email_change(user).cancelled(NOW), an_email_change(other)
        await self._added(kept, over, still_open)
        purpose = TokenPurpose.CONFIRM_EMAIL_CHANGE
        links = [a_one_time_token(user_id=one.user_id, purpose=purpose, change_id=one.id) for one in (over, still_open)]
        async with kept.begin() as work:
            for link in links:
                await work.one_time_tokens.add(link)
            assert await work.one_time_tokens.get(links[0].digest, purpose) == links[0]
        async with kept.begin() as work:
            assert await work.email_changes.sweep(LATER) == 1
        async with kept.begin() as work:
            assert [await work.one_time_tokens.get(link.digest, purpose) for link in links] == [None, links[1]]
            assert await work.email_changes.of_user(user.id) == ()

    async def test_an_erasure_deletes_the_changes_of_one_user(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        theirs = an_email_change(other)
        await self._added(kept, an_email_change(user), theirs)
        async with kept.begin() as work:
            await work.personal_rows.erase(user.id)
        async with kept.begin() as work:
            assert await work.email_changes.of_user(user.id) == ()
            assert await work.email_changes.of_user(other.id) == (theirs,)

    async def test_a_moved_user_is_found_by_the_new_address_alone(self, kept: Storage) -> None:
        user = await kept.user(email="old@hushroom.test", address_key="old@hushroom.test")
        moved = user.with_address("New@hushroom.test", KEY, LATER)
        async with kept.begin() as work:
            await work.users.lock(user.id)
            await work.users.readdress(moved)
        async with kept.begin() as work:
            assert await self._addressed_to(work, KEY) == moved
            assert await self._addressed_to(work, "old@hushroom.test") is None

    async def test_a_taken_address_is_refused_to_a_moving_user(self, kept: Storage) -> None:
        user = await kept.user(email="old@hushroom.test", address_key="old@hushroom.test")
        await kept.user(email=KEY, address_key=KEY)
        with pytest.raises(EmailTaken):
            async with kept.begin() as work:
                await work.users.readdress(user.with_address("NEW@hushroom.test", KEY, LATER))
        async with kept.begin() as work:
            assert existing(await work.users.get(user.id)).email == "old@hushroom.test"

    async def _addressed_to(self, work: Work, key: str) -> User | None:
        return await work.users.by_email(EmailAddress(key, key, key))
