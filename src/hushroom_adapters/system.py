"""The system's own clock and ids: what every real platform of Hushroom tells the time and names things by."""

from datetime import UTC, datetime
from uuid import UUID

from attrs import frozen
from uuid_utils.compat import uuid7


def whole_milliseconds(moment: datetime) -> datetime:
    """`moment` without what is below a millisecond: as precise as the API shows it, so that nothing is lost there."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@frozen
class SystemClock:
    """The time of this machine, in UTC and whole milliseconds."""

    def now(self) -> datetime:
        return whole_milliseconds(datetime.now(UTC))


@frozen
class TimeOrderedIds:
    """UUIDs of version 7: those made later sort later."""

    def new(self) -> UUID:
        return uuid7()
