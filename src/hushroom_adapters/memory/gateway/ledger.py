"""The provider's record of each movement of money, which tests compare with our ledger."""

from enum import StrEnum

from attrs import frozen


class EntryKind(StrEnum):
    """The kind of a movement of money."""

    HOLD = "HOLD"
    CAPTURE = "CAPTURE"
    RELEASE = "RELEASE"
    REFUND = "REFUND"
    DISPUTE = "DISPUTE"
    DISPUTE_WON = "DISPUTE_WON"


@frozen
class Entry:
    """One movement of `minor` units for an intent."""

    intent_id: str
    kind: EntryKind
    minor: int
