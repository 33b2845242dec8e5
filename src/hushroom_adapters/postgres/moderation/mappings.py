"""The rows of moderation and their entities."""

from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.moderation.tables import ABUSE_REPORTS
from hushroom_domain.moderation.model import AbuseReport

REPORT = RowMapper(AbuseReport, ABUSE_REPORTS)
