"""Counts the attempts at proofs, and knows the devices on which owners have given one."""

from enum import StrEnum
from typing import Protocol

from hushroom_domain.identity.model import AttemptVerdict, KnownDevice, ProofAttempt


class Braked(StrEnum):
    """The kinds of attempts that are counted per account or mailbox."""

    PASSWORD = "password"  # noqa: S105 - the name of a try
    ONE_TIME_CODE = "one_time_code"
    RECOVERY_CODE = "recovery_code"
    RESET_MAIL = "reset_mail"


class Brakes(Protocol):
    """Counts the attempts at one account or mailbox, which is stored as a digest only.

    The attempts of a known device are counted by themselves, and so are those from a network in which the owner has
    signed in. All others have one count together, from however many addresses they come.
    """

    async def take(self, what: Braked, attempt: ProofAttempt) -> AttemptVerdict:
        """Counts an attempt before it is made; does not count it above the limit."""
        ...

    async def prove(self, what: Braked, attempt: ProofAttempt) -> None:
        """Records that the owner made the attempt: its network is known from then on.

        The count of the device or of the network begins anew. The attempt is taken out of the count that all unknown
        devices have together, which keeps those of others.
        """
        ...

    async def give_back(self, what: Braked, attempt: ProofAttempt) -> None:
        """Takes back an attempt at which nothing was compared."""
        ...

    async def clear(self, what: Braked, subject: str) -> None:
        """Forgets the attempts that all unknown devices made together."""
        ...


class DeviceTokens(Protocol):
    """Makes and reads the tokens by which a client shows that its device is known."""

    def issue(self, device: KnownDevice) -> str: ...

    def read(self, token: str) -> KnownDevice | None:
        """Returns the device of a token that `issue` made; None for any other text."""
        ...
