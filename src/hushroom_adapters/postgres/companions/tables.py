"""The table of companion profiles."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Double,
    Index,
    SmallInteger,
    Table,
    UniqueConstraint,
    false,
)
from sqlalchemy import text as sql

from hushroom_adapters.postgres.core.columns import (
    METADATA,
    TEXTS,
    choice,
    count,
    currency,
    key,
    minor,
    moment,
    reference,
    text,
    texts,
)
from hushroom_adapters.postgres.core.constraints import raising
from hushroom_adapters.postgres.core.data_classes import classify
from hushroom_domain.companions.errors import AlreadyCompanion
from hushroom_domain.companions.model import CompanionMode, CompanionTier
from hushroom_domain.companions.policy import CONCURRENT
from hushroom_domain.companions.state_machine import CompanionStatus

_OFFERED = sql("is_offered")

COMPANIONS = Table(
    "companions",
    METADATA,
    key(),
    reference("user_id", "users.id"),
    choice("type", CompanionTier),
    choice("status", CompanionStatus),
    choice("suspended_from", CompanionStatus, nullable=True),
    text("bio", nullable=True),
    minor("base_rate_minor"),
    minor("expert_premium_minor"),
    # A column instead of an index on the sum, because the planner has statistics of columns only.
    Column("hourly_rate_minor", BigInteger, Computed("base_rate_minor + expert_premium_minor", persisted=True)),
    currency(),
    texts("expertise_tags"),
    texts("tag_keys"),
    texts("certifications"),
    Column("identity_verified", Boolean, nullable=False),
    text("stripe_account_id", nullable=True),
    Column("payouts_enabled", Boolean, nullable=False),
    Column("charges_enabled", Boolean, nullable=False),
    Column(
        "max_concurrent",
        SmallInteger,
        CheckConstraint(f"max_concurrent BETWEEN {CONCURRENT.min} AND {CONCURRENT.max}", name="max_concurrent"),
        nullable=False,
    ),
    choice("drift_enforcement", CompanionMode),
    Column("is_online", Boolean, nullable=False),
    moment("last_active_at", nullable=True),
    count("total_sessions"),
    Column(
        "success_rate", Double, CheckConstraint("success_rate BETWEEN 0 AND 100", name="success_rate"), nullable=False
    ),
    Column(
        "average_rating",
        Double,
        CheckConstraint("average_rating BETWEEN 0 AND 5", name="average_rating"),
        nullable=False,
    ),
    Column(
        "reputation_score",
        Double,
        CheckConstraint("reputation_score BETWEEN 0 AND 5", name="reputation_score"),
        nullable=False,
    ),
    # Folded by the program. Where folded_of is null, a trigger has written lower case instead.
    Column("folded_tags", TEXTS, nullable=False, server_default="{}"),
    text("folded_text", nullable=True),
    text("folded_of", nullable=True),
    # Written by triggers, because both depend on the user too: on the display name, and on whether it is enabled.
    Column("search_text", text("").type, nullable=False, server_default=""),
    Column("is_offered", Boolean, nullable=False, server_default=false()),
    moment("created_at"),
    moment("updated_at"),
    raising(AlreadyCompanion, UniqueConstraint("user_id")),
    comment="The profiles under which people are present for others. Personal: biography, rates, certifications, "
    "payout account, presence, standing.",
)
classify(
    COMPANIONS,
    content="bio expertise_tags tag_keys certifications folded_tags folded_text search_text last_active_at",
    money="stripe_account_id base_rate_minor expert_premium_minor hourly_rate_minor currency",
    technical=(
        "id user_id type status suspended_from identity_verified payouts_enabled charges_enabled max_concurrent "
        "drift_enforcement is_online total_sessions success_rate average_rating reputation_score folded_of "
        "is_offered created_at updated_at"
    ),
)
Index(
    "companions_ranking_idx",
    COMPANIONS.c.is_online.desc(),
    COMPANIONS.c.reputation_score.desc(),
    COMPANIONS.c.id,
    postgresql_include=["type", "average_rating"],
    postgresql_where=_OFFERED,
)
Index(
    "companions_price_idx",
    COMPANIONS.c.hourly_rate_minor,
    COMPANIONS.c.id,
    postgresql_include=["is_online", "reputation_score"],
    postgresql_where=_OFFERED,
)
Index("companions_folded_tags_idx", COMPANIONS.c.folded_tags, postgresql_using="gin", postgresql_where=_OFFERED)
Index("companions_unfolded_idx", COMPANIONS.c.id, postgresql_where=COMPANIONS.c.folded_of.is_(None))
Index(
    "companions_search_text_idx",
    COMPANIONS.c.search_text,
    postgresql_using="gin",
    postgresql_ops={"search_text": "gin_trgm_ops"},
    postgresql_where=_OFFERED,
)
# Partial, because updates of columns of other unique indexes wait for transactions that refer to the row.
Index(
    "companions_stripe_account_id_key",
    COMPANIONS.c.stripe_account_id,
    unique=True,
    postgresql_where=COMPANIONS.c.stripe_account_id.is_not(None),
)
Index("companions_created_idx", COMPANIONS.c.created_at, COMPANIONS.c.id)
Index("companions_status_created_idx", COMPANIONS.c.status, COMPANIONS.c.created_at, COMPANIONS.c.id)
Index(
    "companions_pending_idx",
    COMPANIONS.c.created_at,
    COMPANIONS.c.id,
    postgresql_where=sql("status = 'PENDING_REVIEW'"),
)

FAVOURITES = Table(
    "favourites",
    METADATA,
    key(),
    reference("user_id", "users.id", cascade=True),
    reference("companion_id", "companions.id", cascade=True),
    moment("created_at"),
    UniqueConstraint("user_id", "companion_id"),
    comment="The companions whom people want to find again. Personal: who keeps whom.",
)
classify(FAVOURITES, content="companion_id", technical="id user_id created_at", owner="user_id")
Index("favourites_user_created_idx", FAVOURITES.c.user_id, FAVOURITES.c.created_at, FAVOURITES.c.id)
Index(None, FAVOURITES.c.companion_id)
