"""The tables of payments, refunds and the ledger."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Identity,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    false,
    func,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSON, TIMESTAMP

from hushroom_adapters.postgres.core.columns import (
    METADATA,
    choice,
    currency,
    is_none_of,
    is_one_of,
    key,
    minor,
    moment,
    reference,
    text,
)
from hushroom_adapters.postgres.core.constraints import raising
from hushroom_adapters.postgres.core.data_classes import classify
from hushroom_domain.payments.errors import AlreadyPaid
from hushroom_domain.payments.model import Instruction, RefundReason, RefundStatus
from hushroom_domain.payments.rules.posting import LedgerAccount, PostingKind
from hushroom_domain.payments.rules.provider_snapshot import DisputeState
from hushroom_domain.payments.state_machine import EARNED, LIVE, OPEN, PaymentStatus

IS_LIVE = is_none_of(frozenset(PaymentStatus) - LIVE)
IS_EARNED = is_one_of(EARNED)

PAYMENTS = Table(
    "payments",
    METADATA,
    key(),
    reference("session_id", "sessions.id"),
    reference("payer_id", "users.id"),
    reference("companion_id", "companions.id"),
    text("intent_id", nullable=True),
    text("next_intent_id", nullable=True),
    text("page_id", nullable=True),
    text("page_url", nullable=True),
    text("page_language", nullable=True),
    text("client_secret", nullable=True),
    text("customer_id", nullable=True),
    text("method_id", nullable=True),
    minor("amount_minor"),
    minor("authorized_amount_minor"),
    Column(
        "commission_basis_points",
        Integer,
        CheckConstraint("commission_basis_points BETWEEN 0 AND 10000", name="commission_basis_points"),
        nullable=False,
    ),
    minor("captured_minor"),
    minor("refunded_minor"),
    currency(),
    choice("status", PaymentStatus),
    choice("instruction", Instruction),
    choice("dispute", DisputeState),
    text("failure", nullable=True),
    choice("refund_reason", RefundReason, nullable=True),
    Column("keeps_card", Boolean, nullable=False, server_default=false()),
    Column("is_challenged", Boolean, nullable=False, server_default=false()),
    moment("held_until", nullable=True),
    moment("attempted_at"),
    Column("looked_at", TIMESTAMP(timezone=True), nullable=False, server_default=func.now()),
    moment("authorized_at", nullable=True),
    moment("captured_at", nullable=True),
    moment("refunded_at", nullable=True),
    moment("created_at"),
    moment("updated_at"),
    UniqueConstraint("intent_id"),
    CheckConstraint("refunded_minor <= captured_minor", name="refunded_at_most_captured"),
    comment="The money of sessions: what is held, taken and given back, with the provider's references. Personal: who "
    "paid whom, how much, when, and why a card was declined.",
)
classify(
    PAYMENTS,
    identity="page_url client_secret",
    money=(
        "session_id payer_id companion_id intent_id next_intent_id amount_minor authorized_amount_minor "
        "commission_basis_points captured_minor refunded_minor currency status dispute failure refund_reason "
        "authorized_at captured_at refunded_at created_at"
    ),
    technical=(
        "id page_id page_language customer_id method_id instruction keeps_card is_challenged held_until attempted_at "
        "looked_at updated_at"
    ),
)
raising(AlreadyPaid, Index("payments_live_session_key", PAYMENTS.c.session_id, unique=True, postgresql_where=IS_LIVE))
Index("payments_session_idx", PAYMENTS.c.session_id, PAYMENTS.c.created_at)
Index("payments_created_idx", PAYMENTS.c.created_at, PAYMENTS.c.id)
Index("payments_status_created_idx", PAYMENTS.c.status, PAYMENTS.c.created_at, PAYMENTS.c.id)
Index("payments_payer_idx", PAYMENTS.c.payer_id, PAYMENTS.c.created_at, PAYMENTS.c.id)
Index(
    "payments_captured_idx",
    PAYMENTS.c.companion_id,
    PAYMENTS.c.captured_at,
    PAYMENTS.c.id,
    postgresql_where=sql("captured_at IS NOT NULL"),
)
Index(
    "payments_earned_idx",
    PAYMENTS.c.companion_id,
    PAYMENTS.c.created_at,
    PAYMENTS.c.id,
    postgresql_include=["status", "amount_minor", "commission_basis_points"],
    postgresql_where=IS_EARNED,
)
Index("payments_looked_idx", PAYMENTS.c.looked_at, PAYMENTS.c.id, postgresql_where=sql("captured_at IS NOT NULL"))
Index("payments_open_idx", PAYMENTS.c.updated_at, postgresql_where=is_one_of(OPEN))

REFUNDS = Table(
    "refunds",
    METADATA,
    key(),
    reference("payment_id", "payments.id"),
    minor("amount_minor"),
    currency(),
    choice("reason", RefundReason, nullable=True),
    choice("status", RefundStatus),
    moment("created_at"),
    moment("updated_at"),
    comment="The parts of payments that were given back, or are to be. Personal: through the payment only.",
)
classify(REFUNDS, money="payment_id amount_minor currency reason status created_at", technical="id updated_at")
Index("refunds_payment_idx", REFUNDS.c.payment_id, REFUNDS.c.created_at)
Index("refunds_requested_idx", REFUNDS.c.payment_id, postgresql_where=sql("status = 'REQUESTED'"))

LEDGER_ENTRIES = Table(
    "ledger_entries",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    reference("payment_id", "payments.id"),
    choice("kind", PostingKind),
    choice("account", LedgerAccount),
    Column("owner_id", key().type, nullable=True),
    Column("minor", BigInteger, nullable=False),
    currency(),
    moment("posted_at"),
    CheckConstraint("(owner_id IS NULL) = (account = 'PLATFORM')", name="owner_id"),
    comment="Every movement of money as postings that sum to zero; no row is ever changed or removed. Personal: whose "
    "money it is, as an id.",
)
classify(LEDGER_ENTRIES, money="payment_id kind account owner_id minor currency posted_at", technical="id")
Index("ledger_entries_payment_idx", LEDGER_ENTRIES.c.payment_id)
Index(
    "ledger_entries_owner_idx",
    LEDGER_ENTRIES.c.account,
    LEDGER_ENTRIES.c.owner_id,
    postgresql_include=["minor"],
)

INBOX = Table(
    "inbox",
    METADATA,
    Column("id", text("").type, primary_key=True),
    text("type"),
    text("intent_id", nullable=True),
    # No foreign key, because the id comes from the provider.
    Column("payment_id", key().type, nullable=True),
    text("account_id", nullable=True),
    # JSON, because jsonb rejects NUL characters and loses the order of the keys.
    Column("payload", JSON, nullable=False),
    moment("received_at"),
    moment("done_at", nullable=True),
    comment="What the payment provider told us, each notice once. Personal: ids only; the payer's details are not "
    "kept.",
)
classify(INBOX, money="id type intent_id payment_id account_id payload", technical="received_at done_at")
Index("inbox_received_idx", INBOX.c.received_at)
