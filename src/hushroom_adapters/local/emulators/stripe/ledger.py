"""The local Stripe's own books, in double entry: each amount leaves one account and enters another.

Tests read them to prove facts that a response alone cannot: held once, captured once, released once.
The accounts are `card:pi_...` (the buyer), `held:pi_...`, `balance:acct_...`, `bank:acct_...` and `fees`.
"""

import json
from collections.abc import Mapping
from typing import Any

from attrs import asdict, frozen

from hushroom_adapters.local.emulators.stripe.clock import Clock
from hushroom_adapters.local.emulators.stripe.fields import Resource
from hushroom_adapters.local.emulators.stripe.store import Store

FEES = "fees"
LAST_MOMENT = 2**62
SUMS = {  # the name in a summary: the kinds that raise it, the kinds that lower it
    "authorized": (("authorization",), ()),
    "captured": (("capture",), ()),
    "released": (("release",), ()),
    "held": (("authorization",), ("capture", "release")),
    "refunded": (("refund",), ("refund_failure",)),
    "disputed": (("dispute",), ("dispute_reversal",)),
    "fees": (("fee", "dispute_fee"), ()),
    "transferred": (("transfer",), ("transfer_reversal",)),
}
COUNTS = {"authorization": "authorization_count", "capture": "capture_count", "release": "release_count",
          "refund": "refund_count", "dispute": "dispute_count", "transfer": "transfer_count"}  # fmt: skip


@frozen(kw_only=True)
class Entry:
    """`amount` minor units of `currency` go from `debit` to `credit`, because of `object`."""

    kind: str
    debit: str
    credit: str
    amount: int
    currency: str
    account: str
    object: str
    charge: str | None = None
    payment_intent: str | None = None
    available_on: int | None = None


@frozen
class Ledger:
    store: Store
    clock: Clock

    def post(self, entry: Entry) -> None:
        now = self.clock.now()
        row = asdict(entry) | {"created": now, "available_on": entry.available_on or now}
        names = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        self.store.rows.execute(f"INSERT INTO entries ({names}) VALUES ({marks})", row)  # noqa: S608  fields of Entry

    def available(self, name: str, currency: str) -> int:
        return self._sum(name, currency, self.clock.now())

    def pending(self, name: str, currency: str) -> int:
        """Returns the pending amount: only incoming money is pending; outgoing money leaves the available."""
        return self._sum(name, currency, LAST_MOMENT) - self.available(name, currency)

    def _sum(self, name: str, currency: str, until: int) -> int:
        where = {"name": name, "currency": currency, "until": until}
        incoming, outgoing = (self.store.rows.execute(sql, where).fetchone()[0] for sql in (_INCOMING, _OUTGOING))
        return int(incoming) - int(outgoing)

    def currencies(self, name: str) -> list[str]:
        rows = self.store.rows.execute(
            "SELECT currency FROM entries WHERE debit = :name UNION SELECT currency FROM entries WHERE credit = :name",
            {"name": name},
        )
        return [row["currency"] for row in rows]

    def entries(self, where: Mapping[str, Any]) -> list[Resource]:
        """Returns the entries, oldest first; `where` holds columns, or `metadata` as a hash of the payment intent's."""
        columns = {name: value for name, value in where.items() if name != "metadata"}
        clause = " AND ".join(f"{name} = :{name}" for name in columns) or "1"
        rows = self.store.rows.execute(f"{_JOINED} WHERE {clause} ORDER BY seq", columns)
        found = [_presented(dict(row)) for row in rows]
        wanted = where.get("metadata", {}).items()
        return [entry for entry in found if wanted <= entry["metadata"].items()]

    def summary(self, where: Mapping[str, Any]) -> Resource:
        entries = self.entries(where)
        sums = {name: _total(entries, up) - _total(entries, down) for name, (up, down) in SUMS.items()}
        counts = {name: sum(entry["kind"] == kind for entry in entries) for kind, name in COUNTS.items()}
        intents = sorted({entry["payment_intent"] for entry in entries if entry["payment_intent"]})
        return sums | counts | {"payment_intents": intents, "entry_count": len(entries)}

    def balances(self) -> dict[str, int]:
        """Returns the balances that are not zero, by `account currency`; their sum is always zero."""
        rows = self.store.rows.execute(
            "SELECT name || ' ' || currency AS name, SUM(amount) AS total FROM ("
            "SELECT credit AS name, currency, amount FROM entries "
            "UNION ALL SELECT debit, currency, -amount FROM entries) GROUP BY 1 HAVING total != 0 ORDER BY 1"
        )
        return {row["name"]: row["total"] for row in rows}


_INCOMING = """
SELECT COALESCE(SUM(amount), 0) FROM entries
WHERE credit = :name AND currency = :currency AND available_on <= :until
"""
_OUTGOING = """
SELECT COALESCE(SUM(amount), 0) FROM entries
WHERE debit = :name AND currency = :currency AND available_on <= :until
"""
_JOINED = """
SELECT e.*, json_extract(o.body, '$.metadata') AS metadata
FROM (SELECT seq AS entry, * FROM entries) AS e LEFT JOIN objects AS o ON o.id = e.payment_intent
"""


def _presented(row: Resource) -> Resource:
    row["metadata"] = json.loads(row["metadata"] or "{}")
    row["id"] = row.pop("entry")
    return row


def _total(entries: list[Resource], kinds: tuple[str, ...]) -> int:
    return sum(entry["amount"] for entry in entries if entry["kind"] in kinds)
