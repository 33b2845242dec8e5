"""The table of quotas."""

from sqlalchemy import Column, Date, PrimaryKeyConstraint, Table

from hushroom_adapters.postgres.core.columns import METADATA, choice, count, reference
from hushroom_adapters.postgres.core.data_classes import classify
from hushroom_domain.shared.quotas import Countable

QUOTA_USAGE = Table(
    "quota_usage",
    METADATA,
    reference("user_id", "users.id", cascade=True),
    choice("what", Countable),
    Column("day", Date, nullable=False),
    count("used"),
    PrimaryKeyConstraint("user_id", "what"),
    comment="How often people did what has a limit, on the last day on which they did. Personal: how busy they were.",
)
classify(QUOTA_USAGE, technical="user_id what day used", owner="user_id")
