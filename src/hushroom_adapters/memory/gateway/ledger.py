"""What the provider says it did with money: the other side's books, for tests to compare with ours."""

from enum import StrEnum

from attrs import frozen


class EntryKind(StrEnum):
    """What happened."""

    HOLD = "HOLD"
    CAPTURE = "CAPTURE"
    RELEASE = "RELEASE"
    REFUND = "REFUND"
    DISPUTE = "DISPUTE"
    DISPUTE_WON = "DISPUTE_WON"


@frozen
class Entry:
    """One movement of `minor` units."""

    intent_id: str
    kind: EntryKind
    minor: int
