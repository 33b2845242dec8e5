"""Changes of address in memory."""

from datetime import datetime

from attrs import frozen

from hushroom_adapters.memory.tables import Tables
from hushroom_domain.identity.model import EmailChange
from hushroom_domain.shared.ids import EmailChangeId, UserId


@frozen
class MemoryEmailChanges:
    """Implements `EmailChanges`."""

    tables: Tables

    async def add(self, change: EmailChange) -> None:
        assert not change.is_open or await self.open_of(change.user_id) is None, "a user has one open change"
        self.tables.email_changes.put(change.id, change)

    async def get(self, change_id: EmailChangeId) -> EmailChange | None:
        return self.tables.email_changes.get(change_id)

    async def open_of(self, user_id: UserId) -> EmailChange | None:
        return next((one for one in email_changes_of(self.tables, user_id) if one.is_open), None)

    async def of_user(self, user_id: UserId) -> tuple[EmailChange, ...]:
        return email_changes_of(self.tables, user_id)

    async def save(self, change: EmailChange) -> None:
        self.tables.email_changes.put(change.id, change)

    async def asked_to(self, key: str, since: datetime) -> int:
        return sum(one.new_key == key and one.asked_at > since for one in self.tables.email_changes.values())

    async def kept_for(self, key: str, now: datetime) -> UserId | None:
        kept = (one for one in self.tables.email_changes.values() if one.old_key == key and one.may_be_undone(now))
        return next((one.user_id for one in kept), None)

    async def expired(self, now: datetime, limit: int) -> tuple[UserId, ...]:
        over = [one for one in self.tables.email_changes.values() if one.is_open and one.expires_at <= now]
        return tuple(one.user_id for one in sorted(over, key=lambda one: (one.expires_at, one.id))[:limit])

    async def sweep(self, before: datetime) -> int:
        old = [one for one in self.tables.email_changes.values() if one.asked_at < before and not one.is_open]
        for change in old:
            self._remove(change)
        return len(old)

    def _remove(self, change: EmailChange) -> None:
        for token in [one for one in self.tables.one_time_tokens.values() if one.change_id == change.id]:
            self.tables.one_time_tokens.remove(token.digest)
        self.tables.email_changes.remove(change.id)


def email_changes_of(tables: Tables, user_id: UserId) -> tuple[EmailChange, ...]:
    """Returns the changes of a user, oldest first."""
    theirs = [one for one in tables.email_changes.values() if one.user_id == user_id]
    return tuple(sorted(theirs, key=lambda one: (one.asked_at, one.id)))
