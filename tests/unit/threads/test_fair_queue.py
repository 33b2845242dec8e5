"""Properties of the fair queue: clients take turns, no item is lost, and a full queue evicts from the busiest
client.
"""

from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.threads.fair_queue import FairQueue, QueueFull

CLIENTS = st.sampled_from("abcde")
STEPS = st.lists(st.one_of(CLIENTS, st.none()), max_size=60)
SIZE = 8


Item = tuple[str, int]


def drained(queue: FairQueue[Item]) -> list[Item]:
    found: list[Item] = []
    while (item := queue.pop()) is not None:
        found.append(item)
    return found


def filled(names: Iterable[str], size: int = SIZE) -> tuple[FairQueue[Item], list[Item], list[Item]]:
    """Returns a queue into which each client of `names` pushed, and the refused and evicted items."""
    queue: FairQueue[Item] = FairQueue(size)
    refused: list[Item] = []
    evicted: list[Item] = []
    for number, client in enumerate(names):
        try:
            gone = queue.push(client, (client, number))
        except QueueFull:
            refused.append((client, number))
        else:
            evicted += [gone] if gone else []
    return queue, refused, evicted


def test_clients_take_turns_and_each_is_served_in_order() -> None:
    queue, *_ = filled("aaabbc")
    assert drained(queue) == [("a", 0), ("b", 3), ("c", 5), ("a", 1), ("b", 4), ("a", 2)]


def test_one_who_comes_late_waits_for_one_item_of_each_of_the_others() -> None:
    queue, *_ = filled("aaaaaaab")
    assert drained(queue)[1] == ("b", 7)


def test_a_full_queue_gives_the_last_place_of_the_busiest_to_a_newcomer() -> None:
    queue, refused, evicted = filled("a" * SIZE + "b")
    assert (refused, evicted) == ([], [("a", SIZE - 1)])
    assert ("b", SIZE) in drained(queue)


def test_when_all_have_their_share_a_newcomer_is_refused() -> None:
    queue: FairQueue[int] = FairQueue(2)
    none: FairQueue[int] = FairQueue(0)
    queue.push("a", 1)
    queue.push("b", 2)
    for client in "abc":
        with pytest.raises(QueueFull):
            queue.push(client, 3)
    with pytest.raises(QueueFull):
        none.push("a", 1)


@given(st.lists(CLIENTS, max_size=60))
def test_everything_is_served_or_evicted_or_refused_once(names: list[str]) -> None:
    queue, refused, evicted = filled(names)
    served = drained(queue)
    assert len(served) == min(len(names), SIZE)
    assert sorted(served + refused + evicted) == sorted((client, number) for number, client in enumerate(names))


@given(st.lists(CLIENTS, max_size=60))
def test_no_client_waits_while_another_is_served_twice(names: list[str]) -> None:
    queue, *_ = filled(names)
    left = Counter(client for client, _ in drained(queue))
    again, *_ = filled(names)
    served: Counter[str] = Counter()
    for client, number in drained(again):
        served[client] += 1
        waiting = [name for name, total in left.items() if served[name] < total]
        assert all(served[client] <= served[name] + 1 for name in waiting), (client, number)


@given(st.lists(CLIENTS, max_size=60))
def test_whoever_was_refused_had_a_fair_share(names: list[str]) -> None:
    queue, refused, _ = filled(names)
    waiting = Counter(client for client, _ in drained(queue))
    last = {client for client, number in refused if number == len(names) - 1}
    assert all(waiting[client] + 1 >= max(waiting.values()) for client in last)


@given(STEPS)
def test_its_length_is_what_waits_after_any_pushes_and_pops(steps: list[str | None]) -> None:
    queue: FairQueue[Item] = FairQueue(SIZE)
    count = 0
    for number, client in enumerate(steps):
        if client is None:
            count -= queue.pop() is not None
        else:
            try:
                count += queue.push(client, (client, number)) is None
            except QueueFull:
                assert count == SIZE
        assert len(queue) == count <= SIZE


@given(st.lists(CLIENTS, max_size=SIZE), CLIENTS)
def test_what_nobody_wants_is_dropped_and_the_rest_keeps_its_order(names: list[str], unwanted: str) -> None:
    queue, *_ = filled(names)
    dropped = list(queue.drop(lambda item: item[0] == unwanted))
    assert len(dropped) == names.count(unwanted)
    other, *_ = filled(names)
    assert drained(queue) == [item for item in drained(other) if item[0] != unwanted]
