"""The table of sessions."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, SmallInteger, Table, false

from hushroom_adapters.postgres.core.columns import (
    METADATA,
    choice,
    count,
    is_none_of,
    is_one_of,
    key,
    moment,
    reference,
    text,
)
from hushroom_adapters.postgres.core.data_classes import classify
from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.contracts.model import SessionType
from hushroom_domain.sessions.state_machine import HOLDS_A_SEAT, OVER, SessionEndedBy, SessionStatus

SESSIONS = Table(
    "sessions",
    METADATA,
    key(),
    reference("seeker_id", "users.id"),
    reference("companion_id", "companions.id", nullable=True),
    reference("companion_user_id", "users.id", nullable=True),
    choice("type", SessionType),
    choice("status", SessionStatus),
    Column(
        "planned_minutes", SmallInteger, CheckConstraint("planned_minutes > 0", name="planned_minutes"), nullable=False
    ),
    moment("scheduled_at", nullable=True),
    moment("matched_at", nullable=True),
    Column("agreed_rate_minor", BigInteger, CheckConstraint("agreed_rate_minor >= 0", name="agreed_rate_minor")),
    choice("agreed_tier", CompanionTier, nullable=True),
    moment("pay_by", nullable=True),
    Column("is_prolonged", Boolean, nullable=False, server_default=false()),
    moment("seeker_ready_at", nullable=True),
    moment("companion_ready_at", nullable=True),
    moment("started_at", nullable=True),
    moment("paused_at", nullable=True),
    count("paused_seconds"),
    moment("ended_at", nullable=True),
    choice("ended_by", SessionEndedBy, nullable=True),
    text("room_name", nullable=True),
    text("cancellation_reason", nullable=True),
    Column("currency", text("").type, CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency")),
    moment("created_at"),
    moment("updated_at"),
    CheckConstraint("(companion_id IS NULL) = (companion_user_id IS NULL)", name="companion"),
    CheckConstraint("(agreed_rate_minor IS NULL) = (currency IS NULL)", name="agreed_rate"),
    comment="The hours that seekers booked with companions. Personal: who met whom, when, for how long and at what "
    "rate, who ended it, and the words of a cancellation.",
)
classify(
    SESSIONS,
    content="cancellation_reason",
    money="agreed_rate_minor agreed_tier currency",
    technical=(
        "id seeker_id companion_id companion_user_id type status planned_minutes scheduled_at matched_at pay_by "
        "is_prolonged seeker_ready_at companion_ready_at started_at paused_at paused_seconds ended_at ended_by "
        "room_name created_at updated_at"
    ),
)
Index("sessions_seeker_idx", SESSIONS.c.seeker_id, SESSIONS.c.created_at, SESSIONS.c.id)
Index("sessions_companion_user_idx", SESSIONS.c.companion_user_id, SESSIONS.c.created_at, SESSIONS.c.id)
Index("sessions_selections_idx", SESSIONS.c.companion_id, SESSIONS.c.matched_at)
Index(
    "sessions_seated_seeker_idx",
    SESSIONS.c.seeker_id,
    postgresql_where=is_one_of(HOLDS_A_SEAT),
)
Index("sessions_created_idx", SESSIONS.c.created_at, SESSIONS.c.id)
Index("sessions_status_created_idx", SESSIONS.c.status, SESSIONS.c.created_at, SESSIONS.c.id)
Index(
    "sessions_live_idx",
    SESSIONS.c.status,
    SESSIONS.c.updated_at,
    postgresql_where=is_none_of(OVER),
)
