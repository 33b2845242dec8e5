"""The tables between a transaction and its effects: outbox, inbox, letters sent, and times already served."""

from sqlalchemy import BigInteger, Column, Identity, Index, Integer, PrimaryKeyConstraint, Table
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSON

from hushroom_adapters.postgres.core.columns import METADATA, choice, count, json, key, moment, reference, text
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.shared.lanes import Lane

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    text("event"),
    text("reaction"),
    # A row that does not say its lane may be about money: programs of before know no lanes.
    Column("lane", text("").type, nullable=False, server_default=Lane.MONEY.value),
    json("payload"),
    count("attempts"),
    # How often it was taken up since it last came to an end, good or bad: what kills its process never does.
    Column("unfinished", Integer, nullable=False, server_default="0"),
    moment("due_at"),
    # When the row may be taken next: when it falls due, when a lease ends, when a retry is due.
    moment("next_at"),
    moment("created_at"),
    moment("done_at", nullable=True),
    moment("died_at", nullable=True),
    text("last_error", nullable=True),
    comment="One row for each reaction that an event must cause, with its attempts. Personal: ids only.",
    # Every row is updated two or three times and soon deleted: the default would let half of the table die first.
    postgresql_with={"autovacuum_vacuum_scale_factor": "0.02"},
)
Index(
    "outbox_due_idx",
    OUTBOX.c.lane,
    OUTBOX.c.next_at,
    OUTBOX.c.id,
    postgresql_where=sql("done_at IS NULL AND died_at IS NULL"),
)
Index("outbox_dead_idx", OUTBOX.c.id, postgresql_where=sql("died_at IS NOT NULL"))
Index("outbox_done_idx", OUTBOX.c.done_at, postgresql_where=sql("done_at IS NOT NULL"))

INBOX = Table(
    "inbox",
    METADATA,
    Column("id", text("").type, primary_key=True),
    text("type"),
    text("intent_id", nullable=True),
    # No foreign key: it is what a stranger told us.
    Column("payment_id", key().type, nullable=True),
    text("account_id", nullable=True),
    # Kept as it came: jsonb would refuse a NUL character and forget the order of the keys.
    Column("payload", JSON, nullable=False),
    moment("received_at"),
    moment("done_at", nullable=True),
    comment="What the payment provider told us, each notice once. Personal: ids only; the payer's details are not "
    "kept.",
)
Index("inbox_received_idx", INBOX.c.received_at)

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("key", text("").type, primary_key=True),
    choice("kind", EmailKind),
    reference("user_id", "users.id"),
    moment("claimed_at"),
    moment("sent_at", nullable=True),
    moment("refused_at", nullable=True),
    text("refusal", nullable=True),
    comment="Which letters were sent to whom, so that none is sent twice. Personal: who got which letter when.",
)
Index(None, DELIVERIES.c.user_id)

SCHEDULE_CLAIMS = Table(
    "schedule_claims",
    METADATA,
    text("job"),
    moment("due"),
    moment("claimed_at"),
    PrimaryKeyConstraint("job", "due"),
    comment="Which occurrence of a periodic job somebody has taken on, so that of many schedulers one runs it. "
    "Personal: nothing.",
)
