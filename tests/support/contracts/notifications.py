"""Contract tests of the repositories of sent emails, push subscriptions and notifications."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from hushroom_domain.identity.model import RefreshToken, User
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.errors import NotificationNotFound
from hushroom_domain.notifications.model import PushSubscription
from tests.support.builders import (
    NOW,
    a_browser_sign_in,
    a_notification,
    a_push_subscription,
    a_refresh_token,
    an_id,
)
from tests.support.contracts.storage import Storage


class NotificationsContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_a_letter_is_to_be_sent_until_it_was(self, kept: Storage) -> None:
        user = await kept.user()
        claim = ("welcome.1", EmailKind.WELCOME, user.id, NOW)
        async with kept.begin() as work:
            assert await work.sent_emails.claim(*claim)
        async with kept.begin() as work:
            assert await work.sent_emails.claim(*claim)
            await work.sent_emails.sent("welcome.1", NOW)
        async with kept.begin() as work:
            assert not await work.sent_emails.claim(*claim)

    async def test_a_letter_that_was_refused_is_not_sent_again(self, kept: Storage) -> None:
        user = await kept.user()
        async with kept.begin() as work:
            assert await work.sent_emails.claim("welcome.1", EmailKind.WELCOME, user.id, NOW)
            await work.sent_emails.refused("welcome.1", "no such box", NOW)
            assert not await work.sent_emails.claim("welcome.1", EmailKind.WELCOME, user.id, NOW)
            assert await work.sent_emails.claim("welcome.2", EmailKind.WELCOME, user.id, NOW)

    async def test_a_subscription_is_kept_with_its_sign_in_and_found_newest_first(self, kept: Storage) -> None:
        user, link = await signed_in(kept)
        old = a_subscription_of(link, created_at=NOW - timedelta(hours=1))
        new = a_subscription_of(link)
        async with kept.begin() as work:
            assert await work.push_subscriptions.put(old) == old
            assert await work.push_subscriptions.put(new) == new
        async with kept.begin() as work:
            assert await work.push_subscriptions.of(user.id, NOW) == (new, old)
            assert await work.push_subscriptions.get(old.id, NOW) == old
            assert await work.push_subscriptions.get(an_id(), NOW) is None
            assert await work.push_subscriptions.of(an_id(), NOW) == ()

    async def test_an_endpoint_is_kept_once_and_belongs_to_the_last_who_subscribed(self, kept: Storage) -> None:
        (one, first), (other, second) = await signed_in(kept), await signed_in(kept)
        known = a_subscription_of(first, last_success_at=NOW)
        again = a_subscription_of(
            second, endpoint=known.endpoint, auth_secret="b" * 22, created_at=NOW + timedelta(days=1)
        )
        async with kept.begin() as work:
            await work.push_subscriptions.put(known)
            moved = await work.push_subscriptions.put(again)
        assert moved == evolve(again, id=known.id, created_at=known.created_at, last_success_at=NOW)
        async with kept.begin() as work:
            assert await work.push_subscriptions.of(one.id, NOW) == ()
            assert await work.push_subscriptions.of(other.id, NOW) == (moved,)

    async def test_an_acceptance_is_remembered(self, kept: Storage) -> None:
        _, link = await signed_in(kept)
        subscription = a_subscription_of(link)
        async with kept.begin() as work:
            await work.push_subscriptions.put(subscription)
            await work.push_subscriptions.accepted(subscription.id, NOW)
            await work.push_subscriptions.accepted(an_id(), NOW)
        async with kept.begin() as work:
            found = await work.push_subscriptions.get(subscription.id, NOW)
        assert found == evolve(subscription, last_success_at=NOW)

    async def test_a_subscription_of_a_sign_in_that_is_over_is_not_found_and_is_swept(self, kept: Storage) -> None:
        user, link = await signed_in(kept)
        _, revoked = await signed_in(kept)
        expired, gone, foreign = a_subscription_of(link), a_subscription_of(revoked), a_subscription_of(link)
        async with kept.begin() as work:
            for subscription in (expired, gone, evolve(foreign, sign_in_id=an_id())):
                await work.push_subscriptions.put(subscription)
            await work.refresh_tokens.revoke_family(revoked.family_id, NOW)
        async with kept.begin() as work:
            assert await work.push_subscriptions.get(gone.id, NOW) is None
            assert await work.push_subscriptions.get(foreign.id, NOW) is None
            assert await work.push_subscriptions.of(user.id, NOW) == (expired,)
            assert await work.push_subscriptions.of(user.id, link.expires_at) == ()
            await work.push_subscriptions.sweep(NOW)
            assert await work.push_subscriptions.of(user.id, NOW) == (expired,)
            assert await work.push_subscriptions.sweep(link.expires_at) >= 1
            assert await work.push_subscriptions.of(user.id, NOW) == ()

    async def test_a_subscription_is_removed_by_its_id_by_its_owner_and_with_its_sign_in(self, kept: Storage) -> None:
        user, link = await signed_in(kept)
        by_id, by_owner, by_family, by_user = (a_subscription_of(link) for _ in range(4))
        other = evolve(link, id=an_id(), digest=str(an_id()), family_id=an_id())
        by_user = evolve(by_user, sign_in_id=other.family_id)
        async with kept.begin() as work:
            await work.refresh_tokens.add(other)
            for subscription in (by_id, by_owner, by_family, by_user):
                await work.push_subscriptions.put(subscription)
            await work.push_subscriptions.remove(by_id.id)
            await work.push_subscriptions.remove_endpoint(an_id(), by_owner.endpoint)
        async with kept.begin() as work:
            assert set(await work.push_subscriptions.of(user.id, NOW)) == {by_owner, by_family, by_user}
            await work.push_subscriptions.remove_endpoint(user.id, by_owner.endpoint)
            assert set(await work.push_subscriptions.of(user.id, NOW)) == {by_family, by_user}
            await work.sign_in_rights.end_family(link.family_id)
            assert await work.push_subscriptions.of(user.id, NOW) == (by_user,)
            await work.sign_in_rights.end_all(user.id)
            assert await work.push_subscriptions.of(user.id, NOW) == ()

    async def test_a_notification_is_kept_once_for_its_key_and_found_by_its_owner(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        one = a_notification(user_id=user.id)
        async with kept.begin() as work:
            assert await work.notifications.newest_at(user.id) is None
            assert await work.notifications.add(one)
            assert not await work.notifications.add(evolve(one, id=an_id(), created_at=NOW + timedelta(days=1)))
            assert await work.notifications.add(evolve(one, id=an_id(), user_id=other.id))
        async with kept.begin() as work:
            assert await work.notifications.newest_at(user.id) == one.created_at
            assert await work.notifications.lock(user.id, one.id) == one
            for owner, wanted in ((other.id, one.id), (user.id, an_id())):
                with pytest.raises(NotificationNotFound):
                    await work.notifications.lock(owner, wanted)

    async def test_a_notification_is_marked_as_read_alone_and_with_those_up_to_a_time(self, kept: Storage) -> None:
        user = await kept.user()
        old, middle, new = (a_notification(user_id=user.id, created_at=NOW + timedelta(hours=n)) for n in range(3))
        foreign = a_notification(user_id=(await kept.user()).id)
        async with kept.begin() as work:
            for one in (old, middle, new, foreign):
                await work.notifications.add(one)
            await work.notifications.save(old.read(NOW))
        async with kept.begin() as work:
            later = NOW + timedelta(days=1)
            assert await work.notifications.read_all(user.id, middle.created_at, later) == 1
            assert await work.notifications.read_all(user.id, middle.created_at, later) == 0
            assert await work.notifications.lock(user.id, old.id) == old.read(NOW)
            assert await work.notifications.lock(user.id, middle.id) == middle.read(later)
            assert await work.notifications.lock(user.id, new.id) == new
            assert await work.notifications.lock(foreign.user_id, foreign.id) == foreign

    async def test_the_newest_notifications_stay_and_old_ones_are_swept(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        ancient = NOW - timedelta(days=3_000)
        # Two of one time, so that the id decides.
        times = (ancient, NOW, NOW, NOW + timedelta(hours=1))
        theirs = [a_notification(user_id=user.id, created_at=at) for at in times]
        foreign = a_notification(user_id=other.id, created_at=ancient)
        async with kept.begin() as work:
            for one in (*theirs, foreign):
                await work.notifications.add(one)
            await work.notifications.keep_newest(user.id, 4)
            assert await work.notifications.lock(user.id, theirs[0].id) == theirs[0]
            await work.notifications.keep_newest(user.id, 2)
        async with kept.begin() as work:
            for gone in theirs[:2]:
                with pytest.raises(NotificationNotFound):
                    await work.notifications.lock(user.id, gone.id)
            assert [await work.notifications.lock(user.id, one.id) for one in theirs[2:]] == theirs[2:]
            assert await work.notifications.sweep(ancient) == 0
            assert await work.notifications.sweep(ancient + timedelta(seconds=1)) == 1
            await work.notifications.remove_all(user.id)
            assert await work.notifications.newest_at(user.id) is None
            assert await work.notifications.newest_at(other.id) is None

    async def test_the_unread_ones_are_counted_with_the_reader_of_a_browser(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        browser = a_browser_sign_in(user_id=user.id)
        async with kept.begin() as work:
            await work.browser_sign_ins.add(browser)
            for one in (a_notification(user_id=user.id, read_at=NOW), a_notification(user_id=other.id)):
                await work.notifications.add(one)
            for _ in range(2):
                await work.notifications.add(a_notification(user_id=user.id))
        found = await kept.asked.viewers.browser(browser.digest, NOW)
        assert found is not None
        assert found.unread_notifications == 2


async def signed_in(kept: Storage) -> tuple[User, RefreshToken]:
    """Stores a user who is signed in, with the refresh token of the sign-in."""
    user = await kept.user()
    link = a_refresh_token(user_id=user.id)
    async with kept.begin() as work:
        await work.refresh_tokens.add(link)
    return user, link


def a_subscription_of(link: RefreshToken, **about: Any) -> PushSubscription:
    return a_push_subscription(user_id=link.user_id, sign_in_id=link.family_id, **about)
