"""Postings: the lines of the ledger. The postings of one movement of money sum to zero."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from attrs import frozen

from hushroom_domain.shared.ids import PaymentId


class LedgerAccount(StrEnum):
    """The accounts that money moves between."""

    SEEKER = "SEEKER"
    COMPANION = "COMPANION"
    PLATFORM = "PLATFORM"


class PostingKind(StrEnum):
    """The reasons of a movement of money."""

    CAPTURE = "CAPTURE"
    REFUND = "REFUND"


@frozen(kw_only=True)
class Posting:
    """An amount in minor units that enters (positive) or leaves (negative) an account; the platform has no owner id."""

    payment_id: PaymentId
    kind: PostingKind
    account: LedgerAccount
    owner_id: UUID | None
    minor: int
    currency: str
    at: datetime
