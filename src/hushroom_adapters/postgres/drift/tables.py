"""The table of drift logs."""

from sqlalchemy import Column, Index, SmallInteger, Table
from sqlalchemy import text as sql

from hushroom_adapters.postgres.core.columns import METADATA, choice, json, key, moment, reference, text
from hushroom_adapters.postgres.core.data_classes import classify
from hushroom_domain.drift.model import DriftTrigger
from hushroom_domain.shared.severity import DriftSeverity

DRIFT_LOGS = Table(
    "drift_logs",
    METADATA,
    key(),
    reference("session_id", "sessions.id"),
    choice("severity", DriftSeverity),
    text("message"),
    choice("trigger_type", DriftTrigger),
    json("trigger_data"),
    Column("milestone_percent", SmallInteger, nullable=True),
    reference("acknowledged_by", "users.id", nullable=True),
    moment("acknowledged_at", nullable=True),
    moment("created_at"),
    comment="The moments at which somebody, or the clock, noticed that a session wanders off. Personal: the words of "
    "the companion, and who saw them when.",
)
classify(
    DRIFT_LOGS,
    content="message trigger_data",
    technical=("id session_id severity trigger_type milestone_percent acknowledged_by acknowledged_at created_at"),
)
Index("drift_logs_session_idx", DRIFT_LOGS.c.session_id, DRIFT_LOGS.c.created_at, DRIFT_LOGS.c.id)
Index(
    "drift_logs_milestone_key",
    DRIFT_LOGS.c.session_id,
    DRIFT_LOGS.c.milestone_percent,
    unique=True,
    postgresql_where=sql("milestone_percent IS NOT NULL"),
)
