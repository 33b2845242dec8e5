"""The query about drift that the room asks, on PostgreSQL."""

from datetime import timedelta

from hushroom_domain.drift.model import DriftLog, DriftTrigger
from hushroom_domain.drift.queries import SHOWN
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import DriftLogId
from hushroom_domain.shared.severity import DriftSeverity
from tests.support.builders import NOW, an_id
from tests.support.contracts.ratings import ended_session
from tests.support.contracts.storage import PostgresStorage
from tests.support.existing import existing


async def drifted(kept: PostgresStorage, session: Session, times: int) -> list[DriftLog]:
    """Stores logs of a session and returns them, newest first."""
    logs = [
        DriftLog(
            id=DriftLogId(an_id()),
            session_id=session.id,
            severity=DriftSeverity.LOW,
            message=f"flag {number}",
            trigger_type=DriftTrigger.MANUAL,
            timestamp=NOW + timedelta(minutes=number),
        )
        for number in range(times)
    ]
    async with kept.begin() as work:
        for log in logs:
            await work.drift_logs.add(log)
    return logs[::-1]


async def test_participants_read_the_newest_drift_of_their_session_and_nobody_else_does(kept: PostgresStorage) -> None:
    session, other = await ended_session(kept), await ended_session(kept)
    logs = await drifted(kept, session, SHOWN + 2)
    await drifted(kept, other, 1)
    queries = kept.queries.drift
    for reader in (session.seeker_id, existing(session.companion_user_id)):
        assert await queries.of_session(session.id, reader) == tuple(logs[:SHOWN])
    assert await queries.of_session(session.id, other.seeker_id) == ()
    assert await queries.of_session(an_id(), session.seeker_id) == ()
