"""The signer-in that use cases get which end with a sign-in, of an API client or of a browser."""

from typing import Protocol, TypeVar

from hushroom_domain.identity.model import User
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.shared.ids import FamilyId

S_co = TypeVar("S_co", covariant=True)


class Signer(Protocol[S_co]):
    """Begins a sign-in of a locked user within the caller's transaction."""

    async def sign_in(
        self,
        work: IdentityWork,
        user: User,
        *,
        known_as: FamilyId | None = None,
        is_told: bool = True,
        has_shown_factor: bool = False,
    ) -> S_co:
        """Returns the new sign-in; `known_as` is the id of the device if it was known before.

        The owner is told of a new device unless `is_told` is False.
        """
        ...
