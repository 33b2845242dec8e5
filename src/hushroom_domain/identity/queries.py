"""The query ports of identity; each query is one statement."""

from typing import Protocol

from attrs import frozen

from hushroom_domain.identity.model import SpokenLanguage, User, Viewer
from hushroom_domain.shared.ids import FamilyId, UserId


@frozen(kw_only=True)
class Person:
    """The public view of a user, without the address."""

    id: UserId
    display_name: str | None
    avatar_url: str | None


@frozen(kw_only=True)
class Contact(Person):
    """The administrators' view of a user, with the address."""

    email: str


@frozen
class UserProfile:
    """A user's own view of their profile, with the languages."""

    user: User
    languages: tuple[SpokenLanguage, ...]


class ViewerQueries(Protocol):
    """Looks up the viewer of a request."""

    async def viewer(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> Viewer | None:
        """Returns the viewer with this id as stored now; None when deleted, deactivated or unknown.

        Raises: SignInEnded (`sign_in_id` is given and that sign-in has ended).
        """
        ...


class UserQueries(Protocol):
    """Reads about users."""

    async def profile(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> UserProfile | None:
        """Returns the profile; None when the user is unknown or the given sign-in has ended."""
        ...

    async def languages(self, user_id: UserId) -> tuple[SpokenLanguage, ...]: ...
