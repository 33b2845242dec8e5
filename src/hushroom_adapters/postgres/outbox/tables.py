"""The table of the outbox."""

from sqlalchemy import BigInteger, Column, Identity, Index, Integer, Table
from sqlalchemy import text as sql

from hushroom_adapters.postgres.core.columns import METADATA, count, json, moment, text
from hushroom_adapters.postgres.core.data_classes import classify
from hushroom_domain.shared.lanes import Lane

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    text("event"),
    text("reaction"),
    # The default lane is that of money, because rows of earlier versions have no lane and may be about money.
    Column("lane", text("").type, nullable=False, server_default=Lane.MONEY.value),
    json("payload"),
    count("attempts"),
    # The number of attempts since the last one that ended; an attempt that kills its process does not end.
    Column("unfinished", Integer, nullable=False, server_default="0"),
    moment("due_at"),
    # The next time at which the row may be leased: its due time, the end of a lease, or a retry.
    moment("next_at"),
    moment("created_at"),
    moment("done_at", nullable=True),
    moment("died_at", nullable=True),
    text("last_error", nullable=True),
    comment="One row for each reaction that an event must cause, with its attempts, until a week after it. "
    "Personal: ids, and the program and the network of a sign-in of which its owner is told.",
    # Rows are updated two or three times and soon deleted; with the default, dead rows would fill half the table.
    postgresql_with={"autovacuum_vacuum_scale_factor": "0.02"},
)
classify(
    OUTBOX,
    technical=(
        "id event reaction lane payload attempts unfinished due_at next_at created_at done_at died_at last_error"
    ),
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
