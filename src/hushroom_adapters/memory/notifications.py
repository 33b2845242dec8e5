"""The record of sent emails, the push subscriptions and the notifications, in memory."""

from collections.abc import Callable
from datetime import datetime

from attrs import evolve, frozen

from hushroom_adapters.memory.repositories import MemoryRepositories
from hushroom_adapters.memory.rows import Delivery
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.errors import NotificationNotFound
from hushroom_domain.notifications.model import Notification, PushSubscription
from hushroom_domain.notifications.policy import DROPPED
from hushroom_domain.shared.ids import FamilyId, NotificationId, PushSubscriptionId, UserId


@frozen
class MemorySentEmails:
    """Implements `SentEmails`: an email stays claimed until it is sent, so that a lost one is sent again."""

    tables: Tables

    async def claim(self, key: str, kind: EmailKind, user_id: UserId, now: datetime) -> bool:
        known = self.tables.sent_emails.get(key)
        if known is None:
            self.tables.sent_emails.put(key, Delivery(kind=kind, user_id=user_id, claimed_at=now))
        return known is None or not known.is_over

    async def lately(self, kind: EmailKind, user_id: UserId, since: datetime) -> int:
        emails = (one for one in self.tables.sent_emails.values() if (one.kind, one.user_id) == (kind, user_id))
        return sum(one.claimed_at > since and one.refusal != DROPPED for one in emails)

    async def drop(self, key: str, now: datetime) -> None:
        await self.refused(key, DROPPED, now)

    async def sent(self, key: str, now: datetime) -> None:
        self.tables.sent_emails.put(key, evolve(self._claimed(key), sent_at=now))

    async def refused(self, key: str, reason: str, now: datetime) -> None:
        self.tables.sent_emails.put(key, evolve(self._claimed(key), refused_at=now, refusal=reason))

    def _claimed(self, key: str) -> Delivery:
        delivery = self.tables.sent_emails.get(key)
        assert delivery is not None, "only a claimed letter is sent or refused"
        return delivery


@frozen
class MemoryPushSubscriptions:
    """Implements `PushSubscriptions`, and `SignInRights` of identity."""

    tables: Tables

    async def put(self, subscription: PushSubscription) -> PushSubscription:
        kept = self.tables.push_subscriptions
        known = next((one for one in kept.values() if one.endpoint == subscription.endpoint), None)
        if known is not None:
            subscription = evolve(
                subscription, id=known.id, created_at=known.created_at, last_success_at=known.last_success_at
            )
        kept.put(subscription.id, subscription)
        return subscription

    async def get(self, subscription_id: PushSubscriptionId, now: datetime) -> PushSubscription | None:
        found = self.tables.push_subscriptions.get(subscription_id)
        return found if found is not None and self._is_living(found, now) else None

    async def of(self, user_id: UserId, now: datetime) -> tuple[PushSubscription, ...]:
        kept = self.tables.push_subscriptions.values()
        theirs = [one for one in kept if one.user_id == user_id and self._is_living(one, now)]
        return tuple(sorted(theirs, key=lambda one: (one.created_at, one.id), reverse=True))

    async def accepted(self, subscription_id: PushSubscriptionId, now: datetime) -> None:
        found = self.tables.push_subscriptions.get(subscription_id)
        if found is not None:
            self.tables.push_subscriptions.put(found.id, evolve(found, last_success_at=now))

    async def remove(self, subscription_id: PushSubscriptionId) -> None:
        self._remove(lambda one: one.id == subscription_id)

    async def remove_endpoint(self, user_id: UserId, endpoint: str) -> None:
        self._remove(lambda one: (one.user_id, one.endpoint) == (user_id, endpoint))

    async def sweep(self, now: datetime) -> int:
        return self._remove(lambda one: not self._is_living(one, now))

    async def end_family(self, family_id: FamilyId) -> None:
        self._remove(lambda one: one.sign_in_id == family_id)

    async def end_all(self, user_id: UserId, but: FamilyId | None = None) -> None:
        self._remove(lambda one: one.user_id == user_id and one.sign_in_id != but)

    def _remove(self, is_meant: Callable[[PushSubscription], bool]) -> int:
        kept = self.tables.push_subscriptions
        meant = [one.id for one in kept.values() if is_meant(one)]
        for one in meant:
            kept.remove(one)
        return len(meant)

    def _is_living(self, subscription: PushSubscription, now: datetime) -> bool:
        """Returns whether the sign-in of the subscription has neither ended nor expired."""
        browser = self.tables.browser_sign_ins.get(subscription.sign_in_id)
        if browser is not None and browser.user_id == subscription.user_id and browser.works(now):
            return True
        tokens = self.tables.refresh_tokens.values()
        whose = (subscription.user_id, subscription.sign_in_id)
        links = (one for one in tokens if (one.user_id, one.family_id) == whose)
        return any(one.revoked_at is None and one.expires_at > now for one in links)


@frozen
class MemoryNotifications:
    """Implements `Notifications`."""

    tables: Tables

    async def newest_at(self, user_id: UserId) -> datetime | None:
        return max((one.created_at for one in notifications_of(self.tables, user_id)), default=None)

    async def add(self, notification: Notification) -> bool:
        if any(one.key == notification.key for one in notifications_of(self.tables, notification.user_id)):
            return False
        await self.save(notification)
        return True

    async def keep_newest(self, user_id: UserId, most: int) -> None:
        for one in notifications_of(self.tables, user_id)[most:]:
            self.tables.notifications.remove(one.id)

    async def lock(self, user_id: UserId, notification_id: NotificationId) -> Notification:
        found = self.tables.notifications.get(notification_id)
        if found is None or found.user_id != user_id:
            raise NotificationNotFound
        return found

    async def save(self, notification: Notification) -> None:
        self.tables.notifications.put(notification.id, notification)

    async def read_all(self, user_id: UserId, until: datetime, now: datetime) -> int:
        theirs = notifications_of(self.tables, user_id)
        unread = [one for one in theirs if one.read_at is None and one.created_at <= until]
        for one in unread:
            await self.save(one.read(now))
        return len(unread)

    async def remove_all(self, user_id: UserId) -> None:
        await self.keep_newest(user_id, 0)

    async def sweep(self, before: datetime) -> int:
        old = [one.id for one in self.tables.notifications.values() if one.created_at < before]
        for one in old:
            self.tables.notifications.remove(one)
        return len(old)


def notifications_of(tables: Tables, user_id: UserId) -> tuple[Notification, ...]:
    """Returns the notifications of a user, newest first."""
    theirs = [one for one in tables.notifications.values() if one.user_id == user_id]
    return tuple(sorted(theirs, key=lambda one: (one.created_at, one.id), reverse=True))


def unread_of(tables: Tables, user_id: UserId) -> int:
    """Returns the number of notifications that a user has not read."""
    return sum(one.read_at is None for one in notifications_of(tables, user_id))


class MemoryNotificationRepositories(MemoryRepositories):
    """The repositories of notifications in one transaction."""

    @property
    def sent_emails(self) -> MemorySentEmails:
        return MemorySentEmails(self.tables)

    @property
    def push_subscriptions(self) -> MemoryPushSubscriptions:
        return MemoryPushSubscriptions(self.tables)

    @property
    def notifications(self) -> MemoryNotifications:
        return MemoryNotifications(self.tables)

    @property
    def sign_in_rights(self) -> MemoryPushSubscriptions:
        return MemoryPushSubscriptions(self.tables)
