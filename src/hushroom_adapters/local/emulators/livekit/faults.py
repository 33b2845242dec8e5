"""Faults on order: calls fail, hang or are cut off, notices are lost or sent twice, clients lose their connections."""

from enum import StrEnum

from attrs import define, frozen


class Trouble(StrEnum):
    FAIL = "fail"
    HANG = "hang"
    DROP = "drop"
    DUPLICATE = "duplicate"
    """Notices only: deliver it twice."""
    DELAY = "delay"
    """Do it, but only after `seconds`; the notices behind it overtake."""
    CUT = "cut"
    """Clients only: cut those who are connected at once, and those who are not when they join."""


class Where(StrEnum):
    CALL = "call"
    NOTICE = "notice"
    SIGNALLING = "signalling"
    """The socket of a client; `name` is the identity of the participant."""
    MEDIA = "media"
    """The WebRTC connections of a client."""


CLIENTS = frozenset({Where.SIGNALLING, Where.MEDIA})
POSSIBLE = {
    Where.CALL: frozenset({Trouble.FAIL, Trouble.HANG, Trouble.DROP, Trouble.DELAY}),
    Where.NOTICE: frozenset({Trouble.DROP, Trouble.DUPLICATE, Trouble.DELAY}),
    Where.SIGNALLING: frozenset({Trouble.CUT}),
    Where.MEDIA: frozenset({Trouble.CUT}),
}


@define(kw_only=True)
class Fault:
    """A fault of the next `times` calls (or notices) of this name; an empty name matches each."""

    trouble: Trouble
    where: Where = Where.CALL
    name: str = ""
    times: int = 1
    seconds: float = 60.0
    status: int = 500

    @property
    def makes_sense(self) -> bool:
        return self.trouble in POSSIBLE[self.where] and self.times > 0


@frozen
class FaultPlan:
    faults: list[Fault]

    def next_for(self, where: Where, name: str) -> Fault | None:
        """Returns the fault that is due and counts it down; None without one."""
        for fault in self.faults:
            if fault.where is where and fault.name in ("", name):
                fault.times -= 1
                if fault.times == 0:
                    self.faults.remove(fault)
                return fault
        return None
