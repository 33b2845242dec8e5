"""The table of schedule locks."""

from sqlalchemy import PrimaryKeyConstraint, Table

from hushroom_adapters.postgres.core.columns import METADATA, moment, text
from hushroom_adapters.postgres.core.data_classes import classify

SCHEDULE_CLAIMS = Table(
    "schedule_claims",
    METADATA,
    text("job"),
    moment("due"),
    moment("claimed_at"),
    PrimaryKeyConstraint("job", "due"),
    comment="Which occurrence of a periodic job somebody has taken on, so that of many schedulers one runs it. "
    "Personal: nothing.",
)
classify(SCHEDULE_CLAIMS, technical="job due claimed_at")
