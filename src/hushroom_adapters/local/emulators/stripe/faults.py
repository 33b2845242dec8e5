"""A plan of failures, so that a test can cause the failures of production."""

import json
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

from attrs import asdict, frozen

from hushroom_adapters.local.emulators.stripe.errors import malformed
from hushroom_adapters.local.emulators.stripe.fields import Resource
from hushroom_adapters.local.emulators.stripe.store import Store

OF_REQUESTS = {
    "hang": "waits `seconds` before anything happens, holding the idempotency key",
    "error_before": "answers `status` and has no effect; the key stays free",
    "error_after": "answers `status` although the effect happened, and answers so again for the same key",
    "lose_response": "the effect happens, then the connection closes without an answer",
    "webhook_first": "the answer waits until the webhooks of its events have been delivered",
    "processing": "a charge stays `processing` for `seconds` before it is decided",
}
OF_WEBHOOKS = {
    "duplicate": "the event is delivered `copies` times more",
    "reorder": "the event waits until a later one has arrived, at most `seconds`",
    "delay": "the event is delivered `seconds` later",
    "drop": "the event is never delivered",
}
WHOLE = ("times", "copies", "status")
WORDS = ("kind", "operation", "method", "path", "event")


@frozen(kw_only=True)
class Fault:
    """A fault of the next `times` matches of `operation` (or `method` and `path` prefix), or of `event`; `*` is any."""

    kind: str
    operation: str | None = None
    method: str | None = None
    path: str | None = None
    event: str | None = None
    times: int = 1
    seconds: float = 1.0
    status: int = 500
    copies: int = 1

    def meets_request(self, operation: str, method: str, path: str) -> bool:
        return (
            self.kind in OF_REQUESTS
            and (self.operation is None or fnmatchcase(operation, self.operation))
            and (self.method is None or method == self.method.upper())
            and (self.path is None or path.startswith(self.path))
        )

    def meets_event(self, event: str) -> bool:
        return self.kind in OF_WEBHOOKS and (self.event is None or fnmatchcase(event, self.event))


def read(plan: Any) -> Fault:
    """Returns the fault of an admin request; unknown fields are refused."""
    if not isinstance(plan, dict):
        raise malformed("A fault is a JSON object.")
    for name, value in plan.items():
        _check(name, value)
    kind = plan.get("kind")
    if kind not in {**OF_REQUESTS, **OF_WEBHOOKS}:
        raise malformed(f"Invalid kind: must be one of {', '.join([*OF_REQUESTS, *OF_WEBHOOKS])}", "kind")
    wrong = ["event"] if kind in OF_REQUESTS else ["operation", "method", "path"]
    for name in wrong:
        if name in plan:
            raise malformed(f"A fault of kind {kind} has no {name}.", name)
    return Fault(**plan)


def _check(name: str, value: Any) -> None:
    if name in (*WHOLE, "seconds"):
        if isinstance(value, bool) or not isinstance(value, int | float) or not _fits(name, value):
            raise malformed(f"Invalid {name}: {value}", name)
    elif name not in WORDS:
        raise malformed(f"Received unknown parameter: {name}", name)
    elif not isinstance(value, str):
        raise malformed(f"Invalid {name}: {value}", name)


def _fits(name: str, value: float) -> bool:
    return value >= 0 and (name == "seconds" or isinstance(value, int))


@frozen
class Faults:
    store: Store

    def plan(self, fault: Fault) -> Resource:
        made = self.store.rows.execute(
            "INSERT INTO faults (left, used, body) VALUES (?, 0, ?)", (fault.times, json.dumps(asdict(fault)))
        )
        return {"id": made.lastrowid, "left": fault.times, "used": 0, **asdict(fault)}

    def planned(self) -> list[Resource]:
        rows = self.store.rows.execute("SELECT id, left, used, body FROM faults ORDER BY id").fetchall()
        return [{"id": row["id"], "left": row["left"], "used": row["used"], **json.loads(row["body"])} for row in rows]

    def clear(self, number: int | None = None) -> None:
        if number is None:
            self.store.rows.execute("DELETE FROM faults")
        else:
            self.store.rows.execute("DELETE FROM faults WHERE id = ?", (number,))

    def take_for_request(self, operation: str, method: str, path: str) -> dict[str, Fault]:
        """Returns the faults of the request by kind; each match counts its fault down by one."""
        return self._take(
            (number, fault) for number, fault in self._open() if fault.meets_request(operation, method, path)
        )

    def take_for_event(self, event: str) -> dict[str, Fault]:
        return self._take((number, fault) for number, fault in self._open() if fault.meets_event(event))

    def _open(self) -> list[tuple[int, Fault]]:
        rows = self.store.rows.execute("SELECT id, body FROM faults WHERE left > 0 ORDER BY id").fetchall()
        return [(row["id"], Fault(**json.loads(row["body"]))) for row in rows]

    def _take(self, matching: Iterable[tuple[int, Fault]]) -> dict[str, Fault]:
        taken: dict[str, Fault] = {}
        for number, fault in matching:
            if fault.kind not in taken:
                taken[fault.kind] = fault
                self.store.rows.execute("UPDATE faults SET left = left - 1, used = used + 1 WHERE id = ?", (number,))
        return taken
