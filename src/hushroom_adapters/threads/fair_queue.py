"""A bounded queue that serves its clients in turns, so that one client cannot keep the others waiting."""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class QueueFull(Exception):
    """The queue is full, and the client has its share of it."""


class FairQueue(Generic[T]):
    """Items by client: the clients take turns, and each client's items come in the order of their arrival."""

    def __init__(self, size: int) -> None:
        """Holds at most `size` items."""
        self._size = size
        self._clients: OrderedDict[str, deque[T]] = OrderedDict()

    def __len__(self) -> int:
        return sum(map(len, self._clients.values()))

    def push(self, client: str, item: T) -> T | None:
        """Adds an item, and returns the item that had to leave for it: the last one of the busiest client.

        Raises: QueueFull, when no other client has more items than this one would have with a place given over.
        """
        evicted = self._evicted_for(client) if len(self) >= self._size else None
        self._clients.setdefault(client, deque()).append(item)
        return evicted

    def pop(self) -> T | None:
        """Returns the next item of the client whose turn it is; None when nothing waits."""
        if not self._clients:
            return None
        client, items = self._clients.popitem(last=False)
        item = items.popleft()
        if items:
            self._clients[client] = items
        return item

    def drop(self, is_unwanted: Callable[[T], bool]) -> Iterator[T]:
        """Removes the items for which this holds, and returns them."""
        dropped = [item for items in self._clients.values() for item in items if is_unwanted(item)]
        kept = {client: deque(i for i in items if not is_unwanted(i)) for client, items in self._clients.items()}
        self._clients = OrderedDict((client, items) for client, items in kept.items() if items)
        return iter(dropped)

    def _evicted_for(self, client: str) -> T:
        busiest = max(self._clients, key=lambda name: len(self._clients[name]), default=client)
        if len(self._clients.get(busiest, ())) <= len(self._clients.get(client, ())) + 1:
            raise QueueFull
        return self._clients[busiest].pop()
