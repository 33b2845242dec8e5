"""Killed processes are restarted, and accepted work is completed."""

import os
import signal
from contextlib import ExitStack

import pytest

from hushroom_adapters.local.walkthrough import meeting
from hushroom_adapters.local.walkthrough.story import Story
from tests.support.journeys import (
    END,
    ENDED,
    LIFE,
    MATCHED,
    PAID,
    RUNNING,
    play,
    resumed,
    session,
    story_of,
    summary,
    until_payment,
)
from tests.support.waiting import PATIENCE_SECONDS, wait_until
from tests.support.whole_hushroom import WholeHushroom


def is_settled_once(story: Story) -> None:
    """Checks that the payment is captured and that Stripe's ledger has each movement once."""
    until_payment(story, "CAPTURED")
    found = summary(story)
    assert (found["authorization_count"], found["capture_count"], found["release_count"]) == (1, 1, 0)
    assert (found["captured"], found["held"]) == (1667, 0)


def test_a_session_that_ends_while_no_worker_lives_is_captured_once_by_the_next(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, RUNNING) as story:
        killed = any_hushroom.kill("worker")
        play(story, END)
        is_settled_once(story)
        assert wait_until(lambda: killed.isdisjoint(any_hushroom.pids_of("worker")))


def test_workers_killed_right_after_the_end_leave_nothing_undone(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, ENDED) as story:
        any_hushroom.kill("worker")
        is_settled_once(story)


def test_a_session_goes_on_while_one_of_two_web_processes_is_started_again(twofold: WholeHushroom) -> None:
    with story_of(twofold, RUNNING) as story:
        killed = twofold.pid_of("API 1")
        os.kill(killed, signal.SIGKILL)
        assert wait_until(lambda: twofold.pid_of("API 1") != killed)
        play(story, (meeting.pause, meeting.resume, *END))
        is_settled_once(story)
    assert wait_until(twofold.is_open, PATIENCE_SECONDS)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_sessions_go_on_after_every_process_was_started_again(any_hushroom: WholeHushroom, how: signal.Signals) -> None:
    stages = (MATCHED, PAID, RUNNING, ENDED)
    with ExitStack() as stack:
        before = [stack.enter_context(story_of(any_hushroom, taken)) for taken in stages]
        statuses = [session(story)["status"] for story in before[:-1]]
        pids = set(any_hushroom.endpoints["pids"].values())
        any_hushroom.end(how)
        any_hushroom.start()
        assert pids.isdisjoint(any_hushroom.endpoints["pids"].values())
        after = [stack.enter_context(resumed(any_hushroom, story)) for story in before]
        assert [session(story)["status"] for story in after] == [*statuses, "COMPLETED"]
        for story, taken in zip(after, stages, strict=True):
            play(story, LIFE[len(taken) :])
        for story in after:
            is_settled_once(story)
