"""The shares of the lanes in a worker process: a service that hangs occupies the threads of its own lane alone."""

from collections.abc import Mapping

from hushroom_domain.shared.lanes import Lane

SIXTEENTHS: Mapping[Lane, int] = {
    Lane.MONEY: 5,
    Lane.REALTIME: 4,
    Lane.ROOMS: 2,
    Lane.MAIL: 3,
    Lane.PUSH: 1,
    Lane.BULK: 1,
}
"""The threads of each lane out of sixteen of a worker."""


def threads(total: int) -> Mapping[Lane, int]:
    """Returns the number of threads of each lane: at least one, the rest by the shares, the most urgent lane first."""
    given = dict.fromkeys(Lane, 1)
    for _ in range(total - len(Lane)):
        poorest = min(Lane, key=lambda lane: given[lane] / SIXTEENTHS[lane])
        given[poorest] += 1
    return given
