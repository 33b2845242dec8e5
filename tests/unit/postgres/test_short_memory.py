"""Values are remembered for some seconds, and the oldest make room."""

from attrs import define

from hushroom_adapters.postgres.core.short_memory import ShortMemory


@define
class Watch:
    """A clock that stands still until it is set."""

    seconds: float = 100.0

    def __call__(self) -> float:
        return self.seconds


def remembering(watch: Watch, most: int = 2) -> ShortMemory[str, int]:
    return ShortMemory(10, 1, most, watch)


def test_a_value_is_remembered_until_its_time_is_over() -> None:
    watch = Watch()
    memory = remembering(watch)
    memory.put("a", 1)
    watch.seconds += 9.9
    assert memory.get("a") == 1
    watch.seconds += 0.2
    assert memory.get("a") is None
    memory.put("a", 2)
    assert memory.get("a") == 2


def test_one_caller_renews_a_value_and_the_others_use_the_old_one() -> None:
    watch = Watch()
    memory = remembering(watch)
    memory.put("a", 1)
    watch.seconds += 10.5
    assert [memory.get("a") for _ in range(4)] == [None, 1, 1, 1]
    watch.seconds += 1.0
    assert [memory.get("a") for _ in range(2)] == [None, 1], "the first caller has failed"
    memory.put("a", 2)
    assert memory.get("a") == 2


def test_a_value_that_nobody_needed_for_long_is_never_given_again() -> None:
    watch = Watch()
    memory = remembering(watch)
    memory.put("a", 1)
    watch.seconds += 11.0
    assert [memory.get("a") for _ in range(3)] == [None, None, None]


def test_the_oldest_value_makes_room() -> None:
    memory = remembering(Watch())
    memory.put("a", 1)
    memory.put("b", 2)
    memory.put("a", 3)
    memory.put("c", 4)
    assert [memory.get(key) for key in "abc"] == [3, None, 4]
