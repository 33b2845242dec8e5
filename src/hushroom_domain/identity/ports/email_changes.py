"""The repository of changes of address."""

from datetime import datetime
from typing import Protocol

from hushroom_domain.identity.model import EmailChange
from hushroom_domain.shared.ids import EmailChangeId, UserId


class EmailChanges(Protocol):
    """The repository of changes of address. A change is written under the lock on its user's row."""

    async def add(self, change: EmailChange) -> None: ...

    async def get(self, change_id: EmailChangeId) -> EmailChange | None: ...

    async def open_of(self, user_id: UserId) -> EmailChange | None:
        """Returns the change of the user that waits for its proof, an expired one included."""
        ...

    async def of_user(self, user_id: UserId) -> tuple[EmailChange, ...]:
        """Returns the changes of a user, oldest first."""
        ...

    async def save(self, change: EmailChange) -> None: ...

    async def asked_to(self, key: str, since: datetime) -> int:
        """Counts the changes to the address of this key that anybody asked for after `since`.

        From this call on, transactions about one address run one after the other, and see the changes of earlier ones.
        """
        ...

    async def kept_for(self, key: str, now: datetime) -> UserId | None:
        """Returns the user who gave up the address of this key and can still take it back."""
        ...

    async def expired(self, now: datetime, limit: int) -> tuple[UserId, ...]:
        """Returns at most `limit` users whose open change was not confirmed in time."""
        ...

    async def sweep(self, before: datetime) -> int:
        """Deletes the changes that were asked for before then and are not open, with their tokens; counts them."""
        ...
