"""Devices: sign-ins as their owner sees them."""

from datetime import datetime

from attrs import evolve, frozen

from hushroom_domain.identity.policy import FACTOR_COUNTS_FOR, SIGN_IN_RECENT_FOR
from hushroom_domain.identity.rules.device_labels import label_of
from hushroom_domain.identity.rules.networks import network_of
from hushroom_domain.shared.ids import FamilyId, UserId


@frozen
class Client:
    """The program that sends a request; both are None outside of a request, as in a command or a worker."""

    address: str | None = None
    user_agent: str | None = None


@frozen(kw_only=True)
class Device:
    """A sign-in with the client that uses it; its id is that of the family of refresh tokens or of the browser sign-in.

    `label` names the program and the system, `network` is the shortened address of the last use.
    """

    id: FamilyId
    user_id: UserId
    label: str | None
    network: str | None
    created_at: datetime
    last_used_at: datetime
    factor_shown_at: datetime | None = None
    """The time at which a second factor was last shown in this sign-in."""

    @classmethod
    def begun(cls, *, sign_in_id: FamilyId, user_id: UserId, client: Client, now: datetime) -> "Device":
        """Builds the device of a sign-in that begins now."""
        return cls(
            id=sign_in_id,
            user_id=user_id,
            label=label_of(client.user_agent),
            network=client.address and network_of(client.address),
            created_at=now,
            last_used_at=now,
        )

    def used(self, client: Client, now: datetime) -> "Device":
        """Returns the device after a use; what the client does not say stays as it was."""
        return evolve(
            self,
            label=label_of(client.user_agent) or self.label,
            network=network_of(client.address) if client.address else self.network,
            last_used_at=now,
        )

    def with_factor(self, now: datetime) -> "Device":
        """Returns the device after a second factor was shown in its sign-in."""
        return evolve(self, factor_shown_at=now)

    def is_recent(self, now: datetime) -> bool:
        """Returns whether the sign-in began lately enough for acts that leave a way into the account behind."""
        return now - self.created_at < SIGN_IN_RECENT_FOR

    def has_shown_factor(self, now: datetime) -> bool:
        """Returns whether a second factor was shown in this sign-in lately enough for acts that ask for one."""
        return self.factor_shown_at is not None and now - self.factor_shown_at < FACTOR_COUNTS_FOR
