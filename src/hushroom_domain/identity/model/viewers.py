"""The users on whose behalf requests are made."""

from attrs import frozen

from hushroom_domain.identity.model.users import UserRole
from hushroom_domain.shared.ids import FamilyId, UserId


@frozen
class Claimant:
    """The user that an access token names, and the sign-in that the token belongs to.

    `sign_in_id` is None for tokens of releases that did not name the sign-in.
    """

    user_id: UserId
    sign_in_id: FamilyId | None


@frozen
class Viewer:
    """The user on whose behalf a request is made, as the database has them at the time of the request."""

    user_id: UserId
    role: UserRole

    @property
    def is_admin(self) -> bool:
        return self.role is UserRole.ADMIN
