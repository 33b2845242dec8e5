"""Faults on order: the next mails are refused, delayed or cut off."""

from collections.abc import Iterable
from enum import StrEnum

from attrs import define


class Trouble(StrEnum):
    REFUSE = "refuse"
    HANG = "hang"
    DROP = "drop"


class Stage(StrEnum):
    RECIPIENT = "recipient"
    DATA = "data"


@define(kw_only=True)
class Fault:
    """A fault of the next `times` mails at this stage, to the address `to` or, when empty, to any.

    `code` and `words` are those of a refusal.
    """

    trouble: Trouble
    stage: Stage = Stage.DATA
    to: str = ""
    times: int = 1
    code: int = 451
    words: str = "4.3.0 not now, by order of the test"
    seconds: float = 60.0


class FaultPlan:
    def __init__(self) -> None:
        """Begins without faults."""
        self.faults: list[Fault] = []

    def next_at(self, stage: Stage, recipients: Iterable[str]) -> Fault | None:
        """Returns the fault that is due at this stage and counts it down; None without one."""
        folded = {"", *(recipient.casefold() for recipient in recipients)}
        matching = (f for f in self.faults if f.stage is stage and f.to.casefold() in folded)
        due = next(matching, None)
        if due is not None:
            due.times -= 1
            self.faults = [fault for fault in self.faults if fault.times > 0]
        return due
