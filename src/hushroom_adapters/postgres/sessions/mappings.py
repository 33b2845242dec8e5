"""The rows of sessions and their entities."""

from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.sessions.model import Session

SESSION = RowMapper(Session, SESSIONS)
