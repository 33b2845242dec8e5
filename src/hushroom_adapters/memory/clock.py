"""A clock that moves only by `advance`."""

from datetime import UTC, datetime, timedelta

from hushroom_adapters.system.clock import whole_milliseconds

MONDAY_MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


class ManualClock:
    """Implements `Clock` for tests, simulations and examples."""

    def __init__(self, start: datetime = MONDAY_MORNING) -> None:
        assert start.tzinfo is not None, "times are aware"
        self._now = whole_milliseconds(start.astimezone(UTC))

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Advances the clock and returns the new time; `by` is not negative."""
        assert by >= timedelta(0), "time does not go back"
        self._now = whole_milliseconds(self._now + by)
        return self._now
