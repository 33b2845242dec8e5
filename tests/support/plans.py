"""Execution plans of the program's own statements, custom and generic, with the rows they visited."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from attrs import define, field, frozen

from hushroom_adapters.postgres.core.database import SESSION, Database
from hushroom_adapters.postgres.core.pool import Connection

EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "


@frozen
class ExecutedStatement:
    """A statement and its parameters as given to the driver."""

    sql: str
    parameters: Sequence[Any]
    is_prepared: bool


@define
class RecordingDatabase:
    """A database that records its statements."""

    database: Database
    asked: list[ExecutedStatement] = field(factory=list)

    @asynccontextmanager
    async def connection(self, longest_seconds: float | None = None) -> AsyncIterator[Any]:
        async with self.database.connection(longest_seconds) as connection:
            yield _RecordingConnection(connection, self)


@frozen
class _RecordingConnection:
    connection: Connection
    recording: RecordingDatabase

    async def execute(self, query: bytes, parameters: Sequence[Any], *, prepare: bool | None = None) -> Any:
        asked = ExecutedStatement(query.decode(), parameters, is_prepared=prepare is not False)
        self.recording.asked.append(asked)
        return await self.connection.execute(query, parameters, prepare=prepare)


@frozen
class Plan:
    """An executed plan."""

    root: dict[str, Any]

    @property
    def buffers(self) -> int:
        """Returns the number of 8 kB pages that were read."""
        return int(self.root["Shared Hit Blocks"]) + int(self.root["Shared Read Blocks"])

    @property
    def visited(self) -> int:
        """Returns the number of rows that the scans of tables and indexes visited, including those that they
        discarded.
        """
        return sum(
            round(node["Actual Loops"] * (node["Actual Rows"] + sum(node.get(name, 0) for name in DROPPED)))
            for node in self.nodes()
            if (node["Node Type"].endswith("Scan") and "Relation Name" in node) or "Index Name" in node
        )

    def scanned(self) -> set[str]:
        """Returns the tables that were scanned sequentially."""
        return {
            node["Relation Name"] for node in self.nodes() if node["Node Type"] == "Seq Scan" and node["Actual Loops"]
        }

    def nodes(self, node: dict[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        node = node or self.root
        yield node
        for part in node.get("Plans", ()):
            yield from self.nodes(part)

    def __str__(self) -> str:
        return "\n".join(_lines(self.root))


DROPPED = ("Rows Removed by Filter", "Rows Removed by Index Recheck", "Rows Removed by Join Filter")


def explained(url: str, asked: ExecutedStatement) -> dict[str, Plan]:
    """Returns the plans that the statement may run with: made for its values, and, where it is prepared, for any."""
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        for name, value in SESSION.items():
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        kinds = {"custom": "force_custom_plan"} | ({"generic": "force_generic_plan"} if asked.is_prepared else {})
        connection.execute(f"PREPARE asked AS {asked.sql}".encode())
        values = asked.parameters
        run = f"EXECUTE asked({', '.join(['%s'] * len(values))})" if values else "EXECUTE asked"
        plans = {}
        for kind, setting in kinds.items():
            connection.execute(f"SET plan_cache_mode = {setting}".encode())
            row = connection.execute((EXPLAIN + run).encode(), values).fetchone()
            assert row is not None
            found = row[0] if isinstance(row[0], list) else json.loads(row[0])
            plans[kind] = Plan(found[0]["Plan"])
        return plans


def _lines(node: dict[str, Any], depth: int = 0) -> Iterator[str]:
    name = node.get("Index Name") or node.get("Relation Name") or ""
    dropped = "".join(f" -{node[key]:g}" for key in DROPPED if node.get(key))
    yield f"{'  ' * depth}{node['Node Type']} {name} {node['Actual Rows']:g}x{node['Actual Loops']:g}{dropped}"
    for part in node.get("Plans", ()):
        yield from _lines(part, depth + 1)
