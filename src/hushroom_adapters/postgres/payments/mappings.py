"""The rows of payments and their entities."""

from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.payments.tables import LEDGER_ENTRIES, PAYMENTS, REFUNDS
from hushroom_domain.payments.model import Payment, Refund
from hushroom_domain.payments.rules.posting import Posting

PAYMENT = RowMapper(Payment, PAYMENTS, names={"reconciled_at": "looked_at"})
REFUND = RowMapper(Refund, REFUNDS)
POSTING = RowMapper(Posting, LEDGER_ENTRIES, names={"at": "posted_at"})
