"""The table of recoveries of accounts whose second factors are lost."""

from sqlalchemy import Index, Table

from hushroom_adapters.postgres.core.columns import METADATA, choice, is_one_of, key, moment, reference
from hushroom_adapters.postgres.core.data_classes import classify
from hushroom_domain.identity.state_machine import RecoveryStatus

FACTOR_RECOVERIES = Table(
    "factor_recoveries",
    METADATA,
    key(),
    reference("user_id", "users.id", cascade=True),
    choice("status", RecoveryStatus),
    moment("asked_at"),
    moment("ended_at", nullable=True),
    comment="The requests of people to sign in without their lost second factors. Personal: when, and how they ended.",
)
classify(FACTOR_RECOVERIES, technical="id user_id status asked_at ended_at", owner="user_id")
Index(None, FACTOR_RECOVERIES.c.user_id)
# One at a time; and the queue of administrators.
Index(
    "factor_recoveries_open_key",
    FACTOR_RECOVERIES.c.user_id,
    unique=True,
    postgresql_where=is_one_of([RecoveryStatus.OPEN]),
)
