"""What is killed comes back, and what was promised is kept."""

import signal

import pytest

from tests.support.journeys import END, ENDED, MEET, PAID, RUNNING, play, session, story_of, summary, until_payment
from tests.support.waiting import wait_until
from tests.support.whole_hushroom import whole_hushroom


def test_a_session_that_ends_while_no_worker_lives_is_captured_once_by_the_next(hushroom):
    with story_of(hushroom, RUNNING) as story:
        killed = hushroom.kill("worker")
        play(story, END)
        until_payment(story, "CAPTURED")
        assert wait_until(lambda: hushroom.pid_of("worker") != killed)
        found = summary(story)
        assert (found["capture_count"], found["captured"], found["held"]) == (1, 1667, 0)


def test_a_worker_killed_right_after_the_end_leaves_nothing_undone(hushroom):
    with story_of(hushroom, ENDED) as story:
        hushroom.kill("worker")
        until_payment(story, "CAPTURED")
        assert summary(story)["capture_count"] == 1


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_a_session_goes_on_after_everything_was_started_again(how):
    with whole_hushroom() as hushroom:
        with story_of(hushroom, PAID) as before:
            pass
        hushroom.end(how)
        hushroom.start()
        with story_of(hushroom) as story:
            story.ids, story.bill = before.ids, before.bill
            for person in ("seeker", "companion"):
                getattr(story, person).token = getattr(before, person).token
            assert session(story)["status"] == "PAYMENT_AUTHORIZED"
            play(story, MEET + END)
            until_payment(story, "CAPTURED")
            assert summary(story)["capture_count"] == 1
