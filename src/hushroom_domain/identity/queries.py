"""What can be asked about accounts; each question is one statement."""

from typing import Protocol

from attrs import frozen

from hushroom_domain.identity.model import SpokenLanguage, User, Viewer
from hushroom_domain.shared.ids import FamilyId, UserId


@frozen(kw_only=True)
class Person:
    """A user as other people see them; never an address."""

    id: UserId
    display_name: str | None
    avatar_url: str | None


@frozen(kw_only=True)
class Contact(Person):
    """A user as administrators see them: with the address."""

    email: str


@frozen
class UserProfile:
    """A user with their languages, as they see themselves."""

    user: User
    languages: tuple[SpokenLanguage, ...]


class ViewerQueries(Protocol):
    """Looks up the viewer of a request."""

    async def viewer(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> Viewer | None:
        """Returns the viewer of this id, as of now; None when deleted, deactivated or unknown.

        Refuses with `SignInEnded` when the sign-in is named and over.
        """
        ...


class UserQueries(Protocol):
    """Reads about users."""

    async def profile(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> UserProfile | None:
        """None when unknown, or when the sign-in is named and over."""
        ...

    async def languages(self, user_id: UserId) -> tuple[SpokenLanguage, ...]: ...
