"""The record of sent emails, in memory."""

from datetime import datetime

from attrs import evolve, frozen

from hushroom_adapters.memory.repositories import MemoryRepositories
from hushroom_adapters.memory.rows import Delivery
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.policy import DROPPED
from hushroom_domain.shared.ids import UserId


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


class MemoryNotificationRepositories(MemoryRepositories):
    """The repositories of notifications in one transaction."""

    @property
    def sent_emails(self) -> MemorySentEmails:
        return MemorySentEmails(self.tables)
