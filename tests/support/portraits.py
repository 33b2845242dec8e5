"""Portraits: rows about one person that fill every column of every table."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

import psycopg
from attrs import field, frozen
from psycopg import sql
from psycopg.types.json import Json
from psycopg.types.range import TimestamptzRange
from sqlalchemy import ARRAY, JSON, CheckConstraint, Column, Table
from sqlalchemy.dialects.postgresql import TSTZRANGE

from hushroom_adapters.postgres.features import METADATA
from tests.support.builders import NOW

Rows = dict[str, list[dict[str, Any]]]
"""The rows of a database by table."""
CANARY = "canary"
"""A part of every text of a portrait."""
HANDMADE: Mapping[str, Any] = {
    "abuse_reports.status": "RESOLVED",
    "bookings.released_at": NOW,
    "companions.average_rating": 4,
    "companions.reputation_score": 4,
    "ledger_entries.account": "COMPANION",
    "payments.amount_minor": 5,
    "payments.captured_minor": 5,
    "payments.dispute": "none",
    "payments.instruction": "CAPTURE",
    "payments.refunded_minor": 5,
    "payments.status": "CAPTURED",
    "refunds.status": "SUCCEEDED",
    "sessions.ended_by": "SEEKER",
    "sessions.status": "COMPLETED",
    "users.deleted_at": NOW,
    "users.is_active": False,
}
"""The values that rules about several columns demand."""
VALUES: Mapping[type, Any] = {
    bool: True,
    bytes: CANARY.encode(),
    date: date(1990, 5, 17),
    datetime: NOW,
    float: 4.0,
    int: 1,
    time: time(9),
}
OF_TYPES: Mapping[type, Any] = {TSTZRANGE: TimestamptzRange(NOW), ARRAY: [CANARY], JSON: Json({CANARY: CANARY})}
ONE_OF = re.compile(r"IN \('(\w+)'")
ABOUT_NOBODY = frozenset({"candidate_changes", "contract_templates", "schedule_claims", "tallies", "outbox"})


@frozen
class Portrait:
    """The rows about one deleted person, who was a seeker and a companion, beside those of the other one."""

    user: UUID = field(factory=uuid4)
    other: UUID = field(factory=uuid4)
    companion: UUID = field(factory=uuid4)
    others_companion: UUID = field(factory=uuid4)
    sought: UUID = field(factory=uuid4)
    """The session in which the person was the seeker."""
    accompanied: UUID = field(factory=uuid4)
    """The session in which the person was the companion."""

    def rows(self) -> list[tuple[Table, dict[str, Any]]]:
        """Returns the rows in an order in which they can be stored."""
        found = []
        for table in METADATA.sorted_tables:
            if table.name not in ABOUT_NOBODY:
                found += [(table, {**filled(table), **given}) for given in self._given(table)]
        return found

    def _given(self, table: Table) -> list[dict[str, Any]]:
        """Returns the references of each row of a table."""
        mine, theirs = self.user, self.other
        sought = {"seeker_id": mine, "companion_id": self.others_companion, "companion_user_id": theirs}
        offered = {"seeker_id": theirs, "companion_id": self.companion, "companion_user_id": mine}
        by_table: dict[str, list[dict[str, Any]]] = {
            "users": [
                {"id": mine},
                {"id": theirs, "is_active": True, "deleted_at": None, **unlike("email", "email_key", "address_key")},
            ],
            "companions": [
                {"id": self.companion, "user_id": mine},
                {"id": self.others_companion, "user_id": theirs, "stripe_account_id": "other"},
            ],
            "sessions": [
                {"id": self.sought, **sought},
                {"id": self.accompanied, **offered, "ended_by": "COMPANION"},
            ],
            "goals": [{"session_id": self.sought}],
            "contracts": [{"session_id": self.sought, "template_id": None}],
            "drift_logs": [{"session_id": self.accompanied, "acknowledged_by": theirs}],
            "ratings": [{"session_id": self.sought, "rater_id": mine, "rated_user_id": theirs}],
            "abuse_reports": [{"session_id": self.sought, "reporter_id": mine, "reported_user_id": theirs}],
            "bookings": [{"session_id": self.sought, "companion_id": self.others_companion, "seeker_id": mine}],
            "payments": [
                {"id": self.sought, "session_id": self.sought, "payer_id": mine, "companion_id": self.others_companion}
            ],
            "refunds": [{"payment_id": self.sought}],
            "ledger_entries": [{"payment_id": self.sought, "owner_id": mine}],
            "audit_logs": [{"actor_id": mine, "entity_id": mine}],
            "availability_slots": [{"companion_id": self.companion, "end_time": time(10)}],
            "favourites": [{"user_id": mine, "companion_id": self.others_companion}],
            "inbox": [{"payment_id": self.sought}],
        }
        return by_table.get(table.name, [{"user_id": mine}])


def unlike(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "other@hushroom.test")


def filled(table: Table) -> dict[str, Any]:
    """Returns a row with a value in each column."""
    return {column.name: _value(column) for column in table.columns if not (column.computed or column.identity)}


def _value(column: Column[Any]) -> Any:
    name = f"{column.table.name}.{column.name}"
    checks = [str(check.sqltext) for check in column.constraints if isinstance(check, CheckConstraint)]
    options = [found[1] for found in map(ONE_OF.search, checks) if found]
    if name in HANDMADE or options:
        return HANDMADE.get(name, next(iter(options), None))
    for kind, value in OF_TYPES.items():
        if isinstance(column.type, kind):
            return value
    if column.type.python_type is UUID:
        return uuid4()
    return VALUES.get(column.type.python_type, "USD" if column.name == "currency" else f"{CANARY} {name}")


def store(connection: psycopg.Connection[Any], portrait: Portrait) -> None:
    """Stores the rows of a portrait, without the triggers that would fill columns or refuse rows."""
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        for table, row in portrait.rows():
            statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                sql.Identifier(table.name),
                sql.SQL(", ").join(map(sql.Identifier, row)),
                sql.SQL(", ").join([sql.Placeholder()] * len(row)),
            )
            connection.execute(statement, list(row.values()))


def stored(connection: psycopg.Connection[Any]) -> Rows:
    """Returns all rows of all tables."""
    found: Rows = {}
    with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        for name in METADATA.tables:
            found[name] = cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name))).fetchall()
    return found
