"""Schedule locks: of any number of schedulers, one runs each occurrence of a periodic job."""

from datetime import datetime, timedelta

from attrs import frozen
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.core.executor import StatementExecutor

REMEMBERED = timedelta(days=7)

_CLAIM = text("""
    WITH forgotten AS (DELETE FROM schedule_claims WHERE job = :job AND due < :forget_before)
    INSERT INTO schedule_claims (job, due, claimed_at) VALUES (:job, :due, now())
    ON CONFLICT DO NOTHING RETURNING job
""").bindparams(
    bindparam("due", type_=TIMESTAMP(timezone=True)), bindparam("forget_before", type_=TIMESTAMP(timezone=True))
)


@frozen
class PostgresScheduleLocks:
    """Records the claimed occurrences, and deletes those older than a week."""

    database: Database

    async def claim(self, job: str, due: datetime) -> bool:
        """Returns whether the caller is the first to claim this occurrence and runs it."""
        row = await StatementExecutor(self.database).row(_CLAIM, job=job, due=due, forget_before=due - REMEMBERED)
        return row is not None
