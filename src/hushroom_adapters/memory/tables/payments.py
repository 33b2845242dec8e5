"""The tables of payments in memory."""

from attrs import field, frozen

from hushroom_adapters.memory.rows import InboxRow
from hushroom_adapters.memory.table import Table
from hushroom_domain.payments.model import Payment, Refund
from hushroom_domain.payments.rules.posting import Posting
from hushroom_domain.shared.ids import PaymentId, RefundId


@frozen(kw_only=True, eq=False, slots=False)
class PaymentTables:
    """The tables of payments."""

    payments: Table[PaymentId, Payment] = field(factory=Table)
    refunds: Table[RefundId, Refund] = field(factory=Table)
    postings: Table[int, Posting] = field(factory=Table)
    notices: Table[str, InboxRow] = field(factory=Table)
