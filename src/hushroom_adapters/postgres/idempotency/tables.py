"""The table of idempotency keys."""

from sqlalchemy import Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table

from hushroom_adapters.postgres.core.columns import METADATA, count, key, moment, reference, text
from hushroom_adapters.postgres.core.data_classes import classify

IDEMPOTENCY_KEYS = Table(
    "idempotency_keys",
    METADATA,
    reference("user_id", "users.id", cascade=True),
    text("route"),
    text("key"),
    text("fingerprint"),
    Column("effect_id", key().type, nullable=False),
    count("runs"),
    moment("claimed_until"),
    Column("status", Integer, nullable=True),
    text("content_type", nullable=True),
    Column("body", LargeBinary, nullable=True),
    moment("created_at"),
    PrimaryKeyConstraint("user_id", "route", "key"),
    comment="The keys under which clients repeat requests, and the responses, for a day. Personal: the responses, "
    "which the person got already.",
)
classify(
    IDEMPOTENCY_KEYS,
    content="body",
    technical="user_id route key fingerprint effect_id runs claimed_until status content_type created_at",
    owner="user_id",
)
# For the deletion of keys that are a day old.
Index(None, IDEMPOTENCY_KEYS.c.created_at)
