"""Attempts at proving to be the owner of an account, and the devices on which somebody has proved it."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from hushroom_domain.identity.policy import KNOWN_DEVICES_FOR
from hushroom_domain.shared.ids import FamilyId, UserId


@frozen(kw_only=True)
class KnownDevice:
    """A device on which the owner of an account has signed in; `id` is that of its first sign-in.

    Its token gives no access: it gives the attempts from the device a count of their own.
    """

    id: FamilyId
    user_id: UserId
    proved_at: datetime

    def is_known(self, user_id: UserId, changed_at: datetime | None, now: datetime) -> bool:
        """Returns whether the device is known to an account whose credentials were last changed at `changed_at`."""
        is_present = changed_at is None or self.proved_at >= changed_at
        return self.user_id == user_id and is_present and now - self.proved_at < KNOWN_DEVICES_FOR


@frozen(kw_only=True)
class ProofAttempt:
    """An attempt at a proof: its account or mailbox, and the client that makes it.

    `subject` is the id of the account, or the address that nobody has. `device_id` is None for a device that is not
    known, `network` is None when the address of the client is not known.
    """

    id: UUID
    subject: str
    user_id: UserId | None
    changed_at: datetime | None
    """The time of the last change of the account's credentials: earlier proofs do not count."""
    network: str | None
    device_id: FamilyId | None
    at: datetime


@frozen(kw_only=True)
class AttemptVerdict:
    """The decision about an attempt.

    `is_last` is true for the one after which the next is refused. A refused one has the seconds until the next may be
    made.
    """

    is_allowed: bool
    is_last: bool = False
    retry_after_seconds: int | None = None
