"""The tables of the audit log."""

from sqlalchemy import Column, ForeignKey, Index, Table

from hushroom_adapters.postgres.core.columns import METADATA, json, key, moment, reference, text
from hushroom_adapters.postgres.core.data_classes import classify

AUDIT_LOGS = Table(
    "audit_logs",
    METADATA,
    key(),
    # No check, because new acts are frequent and to validate a check on a long log takes long.
    text("action"),
    reference("actor_id", "users.id", nullable=True),
    text("entity"),
    # No foreign key, because the entity of an act may be deleted and the act stays.
    Column("entity_id", key().type, nullable=False),
    json("metadata"),
    text("ip_address", nullable=True),
    text("user_agent", nullable=True),
    moment("created_at"),
    comment="Who did what to what; no row is ever removed, and only personal parts are ever blanked. Personal: the "
    "acts of people, and the address and program they came from, sealed under keys of these people.",
)
classify(
    AUDIT_LOGS,
    identity="ip_address user_agent",
    content="metadata",
    technical="id action actor_id entity entity_id created_at",
)
_a = AUDIT_LOGS.c
Index("audit_logs_created_idx", _a.created_at, _a.id)
Index("audit_logs_actor_idx", _a.actor_id, _a.created_at, _a.id)
Index("audit_logs_action_idx", _a.action, _a.created_at, _a.id)
Index("audit_logs_entity_idx", _a.entity_id)

AUDIT_KEYS = Table(
    "audit_keys",
    METADATA,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    text("sealed_key"),
    moment("created_at"),
    comment="The keys under which the personal parts of the audit log are sealed, sealed themselves; destroyed with "
    "the account. Personal: the key.",
)
classify(AUDIT_KEYS, identity="sealed_key", technical="user_id created_at", owner="user_id")
