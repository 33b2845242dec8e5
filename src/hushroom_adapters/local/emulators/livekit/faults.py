"""Faults on order: the next calls fail, hang or are cut off, the next notices are lost or sent twice."""

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


class Where(StrEnum):
    CALL = "call"
    NOTICE = "notice"


ORDERS_FOR_CALLS = frozenset({Trouble.FAIL, Trouble.HANG, Trouble.DROP, Trouble.DELAY})
ORDERS_FOR_NOTICES = frozenset({Trouble.DROP, Trouble.DUPLICATE, Trouble.DELAY})


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
        possible = ORDERS_FOR_CALLS if self.where is Where.CALL else ORDERS_FOR_NOTICES
        return self.trouble in possible and self.times > 0


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
