"""Lanes: separate queues of reactions to events, so that many slow reactions do not delay urgent ones."""

from collections.abc import Mapping
from enum import StrEnum


class Lane(StrEnum):
    """The queues, the most urgent first; the reactions in one queue depend on the same external service."""

    MONEY = "money"  # the payment provider: captures, releases, refunds, its notices
    REALTIME = "realtime"  # our own servers alone: messages to people in a session, and cancelled sessions
    ROOMS = "rooms"  # the audio service
    MAIL = "mail"  # the mail server
    PUSH = "push"  # the push services of browsers
    BULK = "bulk"  # our own servers alone: work without a person waiting for it


LATE_SECONDS: Mapping[Lane, int] = {
    Lane.MONEY: 30,
    Lane.REALTIME: 30,
    Lane.ROOMS: 60,
    Lane.MAIL: 600,
    Lane.PUSH: 300,
    Lane.BULK: 3_600,
}
"""Age of the oldest waiting reaction, in seconds, from which a lane counts as late."""
