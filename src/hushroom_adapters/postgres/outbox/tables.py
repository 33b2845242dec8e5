"""The table of the outbox."""

from sqlalchemy import BigInteger, Column, Identity, Index, Integer, Table
from sqlalchemy import text as sql

from hushroom_adapters.postgres.core.columns import METADATA, count, json, moment, text
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
