"""The log of changes of candidates, which triggers write."""

from sqlalchemy import BigInteger, Column, Identity, Index, Table, func
from sqlalchemy.dialects.postgresql import UUID

from hushroom_adapters.postgres.core.columns import METADATA, moment
from hushroom_adapters.postgres.core.data_classes import classify

CANDIDATE_CHANGES = Table(
    "candidate_changes",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("transaction", BigInteger, nullable=False),
    Column("companion_id", UUID(as_uuid=True)),
    Column("changed_at", moment("changed_at").type, nullable=False, server_default=func.now()),
    comment="Which companions changed for matching in the last hour; without a companion, many of them. Written and "
    "swept by triggers. Personal: nothing.",
)
classify(CANDIDATE_CHANGES, technical="id transaction companion_id changed_at")
# Readers look for the transactions that they have not seen.
Index("candidate_changes_transaction_idx", CANDIDATE_CHANGES.c.transaction)
