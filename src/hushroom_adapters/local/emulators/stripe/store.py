"""The state of the local Stripe in one SQLite file: an answered request survives the death of the process."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from attrs import field, frozen

from hushroom_adapters.local.emulators.stripe.fields import Resource

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, kind TEXT NOT NULL,
    created INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS objects_kind ON objects (kind, account, seq);
CREATE INDEX IF NOT EXISTS objects_intent ON objects (kind, json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS objects_customer ON objects (kind, json_extract(body, '$.customer'));
CREATE TABLE IF NOT EXISTS entries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, debit TEXT NOT NULL, credit TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0), currency TEXT NOT NULL, created INTEGER NOT NULL,
    available_on INTEGER NOT NULL, account TEXT NOT NULL, object TEXT NOT NULL, charge TEXT, payment_intent TEXT);
CREATE INDEX IF NOT EXISTS entries_debit ON entries (debit, currency, available_on, amount);
CREATE INDEX IF NOT EXISTS entries_credit ON entries (credit, currency, available_on, amount);
CREATE INDEX IF NOT EXISTS entries_intent ON entries (payment_intent);
CREATE TABLE IF NOT EXISTS answers (
    account TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, request TEXT NOT NULL,
    status INTEGER NOT NULL, body TEXT NOT NULL, created INTEGER NOT NULL, PRIMARY KEY (account, key));
CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, endpoint TEXT NOT NULL, state TEXT NOT NULL,
    attempts INTEGER NOT NULL, due REAL NOT NULL, planned INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0, status INTEGER, error TEXT);
CREATE INDEX IF NOT EXISTS deliveries_open ON deliveries (due) WHERE state = 'open';
CREATE INDEX IF NOT EXISTS deliveries_event ON deliveries (event);
CREATE TABLE IF NOT EXISTS timers (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, due REAL NOT NULL, action TEXT NOT NULL, account TEXT NOT NULL,
    object TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS timers_due ON timers (due);
CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY AUTOINCREMENT, left INTEGER NOT NULL, used INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
LOCK_SECONDS = 0.5
TABLES = ("objects", "entries", "answers", "deliveries", "timers", "faults", "settings")
OPERATORS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@frozen(kw_only=True)
class Window:
    """One page of a list, newest first."""

    limit: int = 10
    starting_after: int | None = None
    ending_before: int | None = None
    created: Mapping[str, int] = field(factory=dict)  # a range, by operator


class Store:
    """The state in SQLite; one connection, so each `transaction` block is atomic."""

    def __init__(self, path: str) -> None:
        self.rows = sqlite3.connect(path, isolation_level=None, timeout=LOCK_SECONDS)
        self.rows.row_factory = sqlite3.Row
        self.rows.execute("PRAGMA locking_mode = EXCLUSIVE")  # a second process on the file is told so at once
        self.rows.execute("PRAGMA journal_mode = WAL")
        self.rows.execute("PRAGMA synchronous = NORMAL")  # outlives this process; not a loss of power
        self.rows.executescript(SCHEMA)

    def close(self) -> None:
        self.rows.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.rows.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.rows.execute("ROLLBACK")
            raise
        self.rows.execute("COMMIT")

    def empty(self) -> None:
        with self.transaction():
            for table in TABLES:
                self.rows.execute(f"DELETE FROM {table}")  # noqa: S608  the names stand above

    def add(self, account: str, thing: Resource, name: str | None = None) -> None:
        self.rows.execute(
            "INSERT INTO objects (id, account, kind, created, body) VALUES (?, ?, ?, ?, ?)",
            (name or thing["id"], account, thing["object"], thing.get("created") or 0, json.dumps(thing)),
        )

    def save(self, thing: Resource, name: str | None = None) -> None:
        self.rows.execute("UPDATE objects SET body = ? WHERE id = ?", (json.dumps(thing), name or thing["id"]))

    def retire(self, thing: Resource, kind: str) -> None:
        """Keeps the object under another kind, so that searches for the old kind do not find it."""
        self.rows.execute("UPDATE objects SET kind = ? WHERE id = ?", (kind, thing["id"]))

    def get(self, account: str, kind: str, name: str) -> Resource | None:
        row = self.rows.execute(
            "SELECT body FROM objects WHERE id = ? AND account = ? AND kind = ?", (name, account, kind)
        ).fetchone()
        return None if row is None else json.loads(row["body"])

    def fetch(self, name: str) -> Resource | None:
        """Returns the object of that id, whichever account owns it."""
        row = self.rows.execute("SELECT body FROM objects WHERE id = ?", (name,)).fetchone()
        return None if row is None else json.loads(row["body"])

    def owner(self, name: str) -> str | None:
        row = self.rows.execute("SELECT account FROM objects WHERE id = ?", (name,)).fetchone()
        return None if row is None else str(row["account"])

    def position(self, account: str, kind: str, name: str) -> int | None:
        row = self.rows.execute(
            "SELECT seq FROM objects WHERE id = ? AND account = ? AND kind = ?", (name, account, kind)
        ).fetchone()
        return None if row is None else int(row["seq"])

    def page(self, account: str, kind: str, where: Mapping[str, Any], window: Window) -> list[Resource]:
        """Returns at most `limit` + 1 objects, so that the caller sees if there are more."""
        clauses, values = _conditions(account, kind, where, window)
        order = "ASC" if window.ending_before is not None else "DESC"
        found = self.rows.execute(
            f"SELECT body FROM objects WHERE {' AND '.join(clauses)} ORDER BY seq {order} LIMIT ?",  # noqa: S608  all ours
            (*values, window.limit + 1),
        )
        return [json.loads(row["body"]) for row in found]

    def all(self, account: str, kind: str, **where: Any) -> list[Resource]:
        return self.page(account, kind, where, Window(limit=1_000_000))

    def recent(self, limit: int) -> list[sqlite3.Row]:
        return self.rows.execute(
            "SELECT id, kind, account, created, body FROM objects WHERE kind != 'event' ORDER BY seq DESC LIMIT ?",
            (limit,),
        ).fetchall()

    def setting(self, name: str) -> str | None:
        row = self.rows.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row["value"])

    def set(self, name: str, value: str) -> None:
        self.rows.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, value))


def _conditions(account: str, kind: str, where: Mapping[str, Any], window: Window) -> tuple[list[str], list[Any]]:
    clauses = ["kind = ?", "account = ?"]
    values: list[Any] = [kind, account]
    for name, wanted in where.items():
        marks = wanted if isinstance(wanted, list | tuple) else [wanted]
        clauses.append(f"json_extract(body, '$.{name}') IN ({', '.join('?' * len(marks))})")
        values.extend(marks)
    for operator, at in window.created.items():
        clauses.append(f"created {OPERATORS[operator]} ?")
        values.append(at)
    if window.starting_after is not None:
        clauses.append("seq < ?")
        values.append(window.starting_after)
    if window.ending_before is not None:
        clauses.append("seq > ?")
        values.append(window.ending_before)
    return clauses, values
