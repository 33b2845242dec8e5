"""The table of goals."""

from sqlalchemy import Boolean, Column, Table, UniqueConstraint

from hushroom_adapters.postgres.core.columns import (
    METADATA,
    key,
    moment,
    reference,
    text,
    texts,
)
from hushroom_adapters.postgres.core.constraints import raising
from hushroom_adapters.postgres.core.data_classes import classify
from hushroom_domain.goals.errors import GoalExists

GOALS = Table(
    "goals",
    METADATA,
    key(),
    reference("session_id", "sessions.id"),
    text("title"),
    text("description"),
    texts("success_criteria"),
    texts("keywords"),
    Column("is_achieved", Boolean, nullable=True),
    text("achievement_note", nullable=True),
    moment("created_at"),
    moment("updated_at"),
    raising(GoalExists, UniqueConstraint("session_id")),
    comment="What seekers wanted done by the end of a session, and whether it was. Personal: all of it, and it can be "
    "intimate.",
)
classify(
    GOALS,
    content="title description success_criteria keywords is_achieved achievement_note",
    technical="id session_id created_at updated_at",
)
