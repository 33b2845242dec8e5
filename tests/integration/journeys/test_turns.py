"""Two of each process are really two, and whoever asks twice is answered by both."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import httpx

from tests.support.waiting import PATIENCE_SECONDS, wait_until
from tests.support.whole_hushroom import WholeHushroom

TURNS = 12


def test_two_of_each_really_run(twofold: WholeHushroom) -> None:
    everybody = [twofold.pids_of(kind) for kind in ("API", "worker", "scheduler")]
    assert [len(pids) for pids in everybody] == [2, 2, 2]
    assert len(set.union(*everybody)) == 6


def ask(hushroom: WholeHushroom) -> tuple[list[Any], int]:
    """Ask some times over one pool; which web process answered which time, and how often one answered somebody else."""
    began = datetime.now(UTC)
    hooks = hushroom.watch.hooks
    with httpx.Client(
        base_url=hushroom.endpoints["api"], trust_env=False, event_hooks=hooks, timeout=PATIENCE_SECONDS
    ) as client:
        ids = [client.get("/api/v1/health").headers["X-Correlation-Id"] for _ in range(TURNS)]
    answered: dict[str, str] = {}

    def all_is_written_down() -> bool:
        answered.update((line["correlation_id"], who) for who, line in hushroom.answered(began))
        return answered.keys() >= set(ids)

    assert wait_until(all_is_written_down)
    return [answered[one] for one in ids], len(answered) - TURNS


def test_consecutive_requests_over_one_pool_are_answered_by_different_processes(twofold: WholeHushroom) -> None:
    def in_turn() -> bool:
        """A notice of Stripe's may have taken a turn in between."""
        turns, others = ask(twofold)
        return bool(sum(one == other for one, other in pairwise(turns)) <= others < 3)

    assert wait_until(in_turn, PATIENCE_SECONDS)
