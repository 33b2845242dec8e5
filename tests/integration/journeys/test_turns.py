"""Two of each process are really two, and whoever asks twice is answered by both."""

from datetime import UTC, datetime

import httpx

from tests.support.waiting import wait_until

TURNS = 10


def test_two_of_each_really_run(twofold):
    kinds = ("API", "worker", "scheduler")
    pids = [twofold.pid_of(f"{kind} {number}") for kind in kinds for number in (1, 2)]
    assert len(set(pids)) == 6


def ask(hushroom):
    """Ask some times over one pool; which web process answered which time."""
    began = datetime.now(UTC)
    with httpx.Client(base_url=hushroom.endpoints["api"], trust_env=False) as client:
        ids = [client.get("/api/v1/health").headers["X-Correlation-Id"] for _ in range(TURNS)]
    by_id = {}

    def all_is_written_down() -> bool:
        by_id.update((line["correlation_id"], who) for who, line in hushroom.answered(began))
        return by_id.keys() >= set(ids)

    assert wait_until(all_is_written_down)
    return [by_id[one] for one in ids]


def test_consecutive_requests_over_one_pool_are_answered_by_different_processes(twofold):
    # A notice of Stripe's that takes a turn in between is no reason to fail: then once more.
    assert wait_until(lambda: ask(twofold) in (["api-1", "api-2"] * (TURNS // 2), ["api-2", "api-1"] * (TURNS // 2)))
