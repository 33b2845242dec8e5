"""The table of tallies: the numbers of rows of each kind, which triggers maintain."""

from sqlalchemy import BigInteger, Column, Identity, Index, Table

from hushroom_adapters.postgres.core.columns import METADATA, text
from hushroom_adapters.postgres.core.data_classes import classify

TALLIES = Table(
    "tallies",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    text("name"),
    text("part"),
    Column("amount", BigInteger, nullable=False),
    comment="How many rows of each kind there are, and what the platform kept: the sum of all rows with a name. "
    "Written by triggers beside every change, and summed up by them. Personal: nothing.",
    # Rows are summed up into one soon after they were written.
    postgresql_with={"autovacuum_vacuum_scale_factor": "0.02"},
)
classify(TALLIES, technical="id name part amount")
Index("tallies_name_idx", TALLIES.c.name, TALLIES.c.part, postgresql_include=["amount"])
REVENUE = "revenue"
"""The tally of the platform's revenue, in minor units; the other tallies have the names of their tables."""
