"""Two web processes share the requests of one client."""

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
    """Sends requests over one pool; returns the process that answered each, and the number of requests of other
    clients.
    """
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
        """Checks that the processes alternate; a webhook of Stripe may take a turn in between."""
        turns, others = ask(twofold)
        return bool(sum(one == other for one, other in pairwise(turns)) <= others < 3)

    assert wait_until(in_turn, PATIENCE_SECONDS)
