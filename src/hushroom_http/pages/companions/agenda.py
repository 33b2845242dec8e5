"""The sessions that a companion serves, sorted by when something is to be done."""

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from hushroom_domain.shared.time import ZONES, zone_of
from hushroom_http.pages.sessions.next_steps import RATE
from hushroom_http.pages.sessions.rows import SessionRow


@frozen(kw_only=True)
class Agenda:
    """The sessions of a companion: `waiting` ones need an act before they begin, `rated` ones a look back."""

    waiting: tuple[SessionRow, ...]
    today: tuple[SessionRow, ...]
    later: tuple[SessionRow, ...]
    rated: tuple[SessionRow, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.waiting or self.today or self.later or self.rated)


def agenda_of(rows: Sequence[SessionRow], now: datetime, zone: str) -> Agenda:
    """Returns the rows by section; each row is in one section. `zone` decides which day is today."""
    rated = tuple(row for row in rows if row.step == RATE)
    waiting = tuple(row for row in rows if row.step.is_ours and not row.is_now and row not in rated)
    rest = [row for row in rows if row not in rated and row not in waiting]
    today = tuple(row for row in rest if row.is_now or _is_today(row, now, zone))
    return Agenda(waiting=waiting, today=today, later=tuple(row for row in rest if row not in today), rated=rated)


def _is_today(row: SessionRow, now: datetime, zone: str) -> bool:
    """Returns whether the session is on the same local day as `now`, or begins as soon as its people are there."""
    if row.starts_at is None:
        return True
    local = zone_of(zone if zone in ZONES else "UTC")
    return row.starts_at.astimezone(local).date() == now.astimezone(local).date()
