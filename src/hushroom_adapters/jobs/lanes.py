"""The shares of the lanes in a worker process: a service that hangs occupies the threads of its own lane alone."""

from collections.abc import Mapping

from attrs import frozen

from hushroom_domain.shared.lanes import Lane


@frozen
class Share:
    """A lane's part of a worker: its threads out of sixteen, and the interval at which an idle queue is polled."""

    sixteenths: int
    poll_ms: int = 100


SHARES: Mapping[Lane, Share] = {
    Lane.MONEY: Share(5),
    Lane.REALTIME: Share(4),
    Lane.ROOMS: Share(2),
    Lane.MAIL: Share(4, poll_ms=250),
    Lane.BULK: Share(1, poll_ms=500),
}


def threads(total: int) -> Mapping[Lane, int]:
    """Returns the number of threads of each lane: at least one, the rest by the shares, the most urgent lane first."""
    given = dict.fromkeys(Lane, 1)
    for _ in range(total - len(Lane)):
        poorest = min(Lane, key=lambda lane: given[lane] / SHARES[lane].sixteenths)
        given[poorest] += 1
    return given
