"""Closing of sessions that the platform ends."""

from datetime import datetime

from hushroom_domain.sessions.events import SessionChanged
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.ports import ClosingWork
from hushroom_domain.shared.change import Change


async def close_session(work: ClosingWork, change: Change[Session], now: datetime) -> None:
    """Saves a session that is over, releases its seat and announces it."""
    session = change.entity
    await work.sessions.save(session)
    await work.bookings.release(session.id, now)
    await work.outbox.add((*change.events, SessionChanged(session.id)))
