"""The clock of this machine."""

from datetime import UTC, datetime

from attrs import frozen


def whole_milliseconds(moment: datetime) -> datetime:
    """Returns `moment` without its microseconds, because the API shows milliseconds and nothing may be lost there."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@frozen
class SystemClock:
    """Implements `Clock` by the time of this machine, in UTC and whole milliseconds."""

    def now(self) -> datetime:
        return whole_milliseconds(datetime.now(UTC))
