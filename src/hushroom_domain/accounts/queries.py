"""What can be asked about accounts; each question is one statement."""

from typing import Protocol

from attrs import frozen

from hushroom_domain.accounts.model import SpokenLanguage, User, Viewer
from hushroom_domain.shared.ids import UserId


@frozen
class UserProfile:
    """A user with their languages, as they see themselves."""

    user: User
    languages: tuple[SpokenLanguage, ...]


class UserViews(Protocol):
    """Reads about users."""

    async def viewer(self, user_id: UserId) -> Viewer | None:
        """Who this id is now; None when deleted, deactivated or unknown."""
        ...

    async def profile(self, user_id: UserId) -> UserProfile | None: ...

    async def languages(self, user_id: UserId) -> tuple[SpokenLanguage, ...]: ...
