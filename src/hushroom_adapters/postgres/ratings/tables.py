"""The table of ratings."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Table, UniqueConstraint

from hushroom_adapters.postgres.core.columns import METADATA, key, moment, reference, stars, text
from hushroom_adapters.postgres.core.constraints import raising
from hushroom_adapters.postgres.core.data_classes import classify
from hushroom_domain.ratings.errors import AlreadyRated

RATINGS = Table(
    "ratings",
    METADATA,
    key(),
    reference("session_id", "sessions.id"),
    reference("rater_id", "users.id"),
    reference("rated_user_id", "users.id"),
    stars("overall"),
    stars("goal_achievement", nullable=True),
    stars("presence_quality", nullable=True),
    stars("contract_adherence", nullable=True),
    stars("communication", nullable=True),
    text("comment", nullable=True),
    Column("is_public", Boolean, nullable=False),
    moment("created_at"),
    raising(AlreadyRated, UniqueConstraint("session_id", "rater_id")),
    CheckConstraint("rater_id <> rated_user_id", name="not_oneself"),
    comment="What one participant of a session said about another. Personal: the scores and words, of both people.",
)
classify(
    RATINGS,
    content="overall goal_achievement presence_quality contract_adherence communication comment",
    technical="id session_id rater_id rated_user_id is_public created_at",
)
Index("ratings_created_idx", RATINGS.c.created_at, RATINGS.c.id)
Index("ratings_score_idx", RATINGS.c.overall, RATINGS.c.created_at, RATINGS.c.id)
Index(
    "ratings_comment_idx",
    RATINGS.c.created_at,
    RATINGS.c.id,
    postgresql_where=RATINGS.c.comment.is_not(None),
)
Index("ratings_rated_idx", RATINGS.c.rated_user_id, RATINGS.c.created_at, RATINGS.c.id)
Index("ratings_rater_idx", RATINGS.c.rater_id, RATINGS.c.created_at, RATINGS.c.id)
