"""Makes and reads tokens."""

from datetime import datetime
from typing import Protocol

from hushroom_domain.identity.model import Claimant, User
from hushroom_domain.shared.ids import FamilyId


class AccessTokens(Protocol):
    """Signs and reads short-lived access tokens."""

    def issue(self, user: User, sign_in_id: FamilyId | None, now: datetime) -> str:
        """Signs a token that is valid until it expires or its sign-in ends."""
        ...

    def read(self, token: str, now: datetime) -> Claimant:
        """Returns the user and the sign-in that the token belongs to. Raises: ExpiredToken, InvalidToken."""
        ...

    def expires_at(self, token: str) -> datetime:
        """Returns the time at which a token that was read expires. Raises: InvalidToken."""
        ...


class OpaqueTokens(Protocol):
    """Generates random tokens, and the digests under which they are stored."""

    def new(self) -> str: ...

    def digest(self, token: str) -> str: ...
