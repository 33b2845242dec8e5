"""The timeline of a session: what happened, and when."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from attrs import frozen

from hushroom_domain.drift.model import DriftLog, DriftTrigger
from hushroom_domain.payments.model import Payment
from hushroom_domain.sessions.queries import SessionSummary
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.severity import DriftSeverity
from hushroom_http.pages.translations import N_

FLAGGED = N_("The companion noticed a drift from the goal")
MILESTONES = {
    DriftSeverity.LOW: N_("Most of the planned time had passed"),
    DriftSeverity.MEDIUM: N_("The planned time was over"),
    DriftSeverity.HIGH: N_("The session was well over the planned time"),
}
"""The words for the milestones of the planned time, by the severity of their drift logs."""


@frozen(kw_only=True)
class TimelineEntry:
    """One event of a session, in words that are translated when they are shown.

    `written` is what a person wrote at that moment; `is_drift` marks a moment at which drift was noticed.
    """

    at: datetime
    words: str
    written: str = ""
    is_drift: bool = False


def timeline_of(
    summary: SessionSummary, payment: Payment | None, drift: Iterable[DriftLog] = ()
) -> tuple[TimelineEntry, ...]:
    """Returns the events of the session that have happened, oldest first."""
    entries = [*_entries(summary, payment), *map(_mark, drift)]
    return tuple(sorted(entries, key=lambda entry: entry.at))


def _mark(log: DriftLog) -> TimelineEntry:
    if log.trigger_type is DriftTrigger.MANUAL:
        return TimelineEntry(at=log.timestamp, words=FLAGGED, written=log.message, is_drift=True)
    return TimelineEntry(at=log.timestamp, words=MILESTONES[log.severity], is_drift=True)


def _entries(summary: SessionSummary, payment: Payment | None) -> Iterator[TimelineEntry]:
    session, contract = summary.session, summary.contract
    moments = (
        (session.created_at, N_("Booked")),
        (session.matched_at, N_("A companion was chosen")),
        (contract.accepted_at if contract else None, N_("The agreement was accepted by everybody")),
        (payment.authorized_at if payment else None, N_("The money was held")),
        (session.started_at, N_("The session began")),
        (session.ended_at, N_("The session ended")),
        (payment.captured_at if payment else None, N_("The money was taken")),
        (payment.refunded_at if payment else None, N_("Money was given back")),
    )
    for at, words in moments:
        if at is not None:
            yield TimelineEntry(at=at, words=words)
    if session.status is SessionStatus.CANCELLED:
        yield TimelineEntry(at=session.updated_at, words=N_("Cancelled"))
