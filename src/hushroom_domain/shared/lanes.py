"""Lanes: what follows from events waits in several queues, so that no pile of one kind stands before another."""

from collections.abc import Mapping
from enum import StrEnum


class Lane(StrEnum):
    """A queue of effects, the most urgent first; the effects of a lane wait for the same foreign service."""

    MONEY = "money"  # the payment provider: captures, releases, refunds, its notices
    REALTIME = "realtime"  # only our own servers: what people in a session see, and sessions called off
    ROOMS = "rooms"  # the audio service
    MAIL = "mail"  # the mail server
    BULK = "bulk"  # only our own servers: what nobody waits for


LATE_SECONDS: Mapping[Lane, int] = {
    Lane.MONEY: 30,
    Lane.REALTIME: 30,
    Lane.ROOMS: 60,
    Lane.MAIL: 600,
    Lane.BULK: 3_600,
}
"""The age from which the oldest effect of a lane says that the lane does not keep up."""
