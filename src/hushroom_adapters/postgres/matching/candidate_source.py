"""The source of candidates: reads the table of companions in slices, and its changes by the log of changes.

A position in the log is a snapshot of PostgreSQL. The changes after it are those of transactions that the snapshot does
not see, so none is missed, in whatever order transactions commit. A notification only says when to look.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from attrs import frozen
from psycopg import sql
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.types import Uuid

from hushroom_adapters.postgres.core.database import CONNECTING, Database, driver_url, plain_url
from hushroom_adapters.postgres.core.errors import translate_errors
from hushroom_adapters.postgres.core.executor import QueryExecutor, Row
from hushroom_adapters.postgres.core.listener import CANDIDATES, Listener

SLICE_ROWS = 20_000
LOGGED = timedelta(minutes=30)
"""The age of a position from which the log may have been swept since."""
READERS = 7_030_001
"""The key of the lock of the process that reads all candidates."""
FIRST = UUID(int=0)
_FACTS = """
    c.id, c.is_offered, least(c.hourly_rate_minor, 2147483647)::int4 AS rate, c.average_rating, c.success_rate,
    c.reputation_score, c.is_online, c.folded_tags, spoken.languages,
    hashtext(array_to_string(c.folded_tags || '{|}'::text[] || spoken.languages, E'\\x1f')) AS mark
"""
_SPOKEN = """
    CROSS JOIN LATERAL (SELECT ARRAY(
        SELECT language_key FROM user_languages WHERE user_languages.user_id = c.user_id ORDER BY language_key
    ) AS languages) AS spoken
"""
_SLICE = f"""
    facts AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY c.id) - 1 AS place, {_FACTS} FROM (
            SELECT * FROM companions WHERE is_offered AND id > %(after)s ORDER BY id LIMIT %(rows)s
        ) AS c {_SPOKEN}
    ), selected AS MATERIALIZED (
        SELECT place, matched_at FROM facts JOIN sessions ON companion_id = facts.id AND matched_at > %(since)s
    )
"""  # noqa: S608 - words of this file
_NUMBERS = """
    string_agg(uuid_send(id), ''::bytea ORDER BY place), string_agg(int4send(rate), '' ORDER BY place),
    string_agg(float8send(average_rating), '' ORDER BY place), string_agg(float8send(success_rate), '' ORDER BY place),
    string_agg(float8send(reputation_score), '' ORDER BY place),
    string_agg(int2send(is_online::int::int2), '' ORDER BY place), string_agg(int4send(mark), '' ORDER BY place)
"""
_READ = sql.SQL(f"""
    WITH {_SLICE}
    SELECT '', {_NUMBERS},
        (SELECT string_agg(int4send(place::int4), '' ORDER BY place, matched_at) FROM selected),
        (SELECT string_agg(int8send((extract(epoch FROM matched_at) * 1000000)::int8), '' ORDER BY place, matched_at)
            FROM selected)
    FROM facts HAVING count(*) > 0
    UNION ALL
    SELECT 'tag', convert_to(tag, 'UTF8'), string_agg(int4send(place::int4), '' ORDER BY place),
        NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM facts, unnest(folded_tags) AS tag GROUP BY tag
    UNION ALL
    SELECT 'language', convert_to(language, 'UTF8'), string_agg(int4send(place::int4), '' ORDER BY place),
        NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM facts, unnest(languages) AS language GROUP BY language
""")  # noqa: S608 - words of this file
_MARKS = sql.SQL(f"""
    WITH {_SLICE}, counted AS (SELECT place, count(*) AS selections FROM selected GROUP BY place)
    SELECT {_NUMBERS}, string_agg(int4send(coalesce(selections, 0)::int4), '' ORDER BY place)
    FROM facts LEFT JOIN counted USING (place) HAVING count(*) > 0
""")  # noqa: S608 - words of this file
_POSITION = "SELECT pg_current_snapshot()::text, (SELECT coalesce(max(id), 0) FROM candidate_changes)"
_OF_IDS = f"""
    SELECT wanted.id, {_FACTS.replace("c.id,", "", 1)}, ARRAY(
        SELECT (extract(epoch FROM matched_at) * 1000000)::int8 FROM sessions
        WHERE sessions.companion_id = wanted.id AND matched_at > :since
    ) AS selected_at
    FROM wanted LEFT JOIN companions c ON c.id = wanted.id {_SPOKEN}
"""  # noqa: S608 - words of this file
_SINCE = bindparam("since", type_=TIMESTAMP(timezone=True))
_ASKED = text(f"WITH wanted AS (SELECT unnest(:ids) AS id) {_OF_IDS}").bindparams(
    _SINCE, bindparam("ids", type_=ARRAY(Uuid))
)
_CHANGES = text(f"""
    WITH wanted AS (
        SELECT DISTINCT companion_id AS id FROM candidate_changes
        WHERE transaction >= pg_snapshot_xmin(CAST(:position AS pg_snapshot))::text::bigint
        AND NOT pg_visible_in_snapshot(transaction::text::xid8, CAST(:position AS pg_snapshot))
    ), facts AS ({_OF_IDS})
    SELECT pg_current_snapshot()::text, (SELECT coalesce(max(id), 0) FROM candidate_changes), now(),
        EXISTS (SELECT FROM wanted WHERE id IS NULL), facts.*
    FROM (SELECT) AS here LEFT JOIN facts ON facts.id IS NOT NULL
""").bindparams(_SINCE)  # noqa: S608 - words of this file


@frozen(kw_only=True)
class StoredSlice:
    """Some candidates in the order of their ids, as columns of binary numbers."""

    ids: bytes
    rates: bytes
    stats: Sequence[bytes]
    online: bytes
    marks: bytes
    tags: Sequence[tuple[str, bytes]]
    languages: Sequence[tuple[str, bytes]]
    selections: tuple[bytes, bytes]


@frozen(kw_only=True)
class StoredFacts:
    """The facts about one companion."""

    id: bytes
    is_offered: bool
    rate: int = 0
    stats: tuple[float, float, float] = (0.0, 0.0, 0.0)
    is_online: bool = False
    tags: Sequence[str] = ()
    languages: Sequence[str] = ()
    mark: int = 0
    selected_at: Sequence[int] = ()


@frozen(kw_only=True)
class StoredMarks:
    """The facts about some candidates, with checksums of their words and numbers of selections."""

    ids: bytes
    rates: bytes
    stats: Sequence[bytes]
    online: bytes
    marks: bytes
    selections: bytes


@frozen(kw_only=True)
class LoggedChanges:
    """The changes after a position."""

    position: str
    newest: int
    is_complete: bool
    facts: Sequence[StoredFacts]


@frozen(kw_only=True)
class StoredReading:
    """All candidates from a position on."""

    position: str
    newest: int
    slices: Iterator[StoredSlice]


class PostgresCandidateSource:
    """Implements `CandidateSource`. What blocks uses connections of its own."""

    def __init__(self, database: Database, url: str, slice_rows: int = SLICE_ROWS) -> None:
        """Reads the database at this URL."""
        self._slice_rows = slice_rows
        self._url = plain_url(driver_url(url))
        self._executor = QueryExecutor(database)
        self._listener = Listener(self._url, CONNECTING, CANDIDATES)
        self._looked_at: datetime | None = None

    @contextmanager
    def reading(self, since: datetime) -> Iterator[StoredReading | None]:
        """Opens a reading in a transaction that holds the lock of readers."""
        with translate_errors(), psycopg.connect(self._url, **CONNECTING) as connection:
            if not _row(connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (READERS,)).fetchone())[0]:
                yield None
                return
            position, newest = _row(connection.execute(_POSITION).fetchone())
            self._looked_at = None
            yield StoredReading(position=position, newest=newest, slices=self._slices(connection, since))

    def marks(self, since: datetime) -> Iterator[StoredMarks]:
        """Reads what the columns are compared with, each slice in a transaction of its own."""
        with translate_errors(), psycopg.connect(self._url, autocommit=True, **CONNECTING) as connection:
            after = FIRST
            while rows := self._asked(connection, _MARKS, after, since):
                ((ids, rates, *stats, online, marks, selections),) = rows
                yield StoredMarks(ids=ids, rates=rates, stats=stats, online=online, marks=marks, selections=selections)
                after = UUID(bytes=ids[-16:])

    async def changes(self, position: str, since: datetime) -> LoggedChanges:
        """Returns the changes after a position."""
        rows = await self._executor.rows(_CHANGES, position=position, since=since)
        reached, newest, now, is_all, *_ = rows[0]
        before, self._looked_at = self._looked_at or now, now
        return LoggedChanges(
            position=reached,
            newest=newest,
            is_complete=not is_all and now - before < LOGGED,
            facts=[_facts(row[4:]) for row in rows if row[4] is not None],
        )

    async def facts(self, ids: Collection[bytes], since: datetime) -> Sequence[StoredFacts]:
        """Returns the facts about these companions."""
        rows = await self._executor.rows(_ASKED, ids=[UUID(bytes=one) for one in ids], since=since)
        return [_facts(row) for row in rows]

    async def wait(self, timeout_seconds: float) -> bool:
        """Waits for a notification."""
        return await self._listener.wait(timeout_seconds)

    async def close(self) -> None:
        """Closes the connection of notifications."""
        await self._listener.close()

    def _slices(self, connection: psycopg.Connection[Any], since: datetime) -> Iterator[StoredSlice]:
        after = FIRST
        while rows := self._asked(connection, _READ, after, since):
            yield _slice(rows)
            after = UUID(bytes=rows[0][1][-16:])

    def _asked(
        self, connection: psycopg.Connection[Any], statement: sql.SQL, after: UUID, since: datetime
    ) -> list[Any]:
        given = {"after": after, "since": since, "rows": self._slice_rows}
        with connection.cursor(binary=True) as cursor:
            return cursor.execute(statement, given, prepare=False).fetchall()


def _slice(rows: Sequence[Any]) -> StoredSlice:
    """Builds a slice from the row of its numbers and the rows of its tags and languages."""
    _, ids, rates, average, success, reputation, online, marks, selected, times = rows[0]
    return StoredSlice(
        ids=ids,
        rates=rates,
        stats=(average, success, reputation),
        online=online,
        marks=marks,
        tags=[(row[1].decode(), row[2]) for row in rows if row[0] == "tag"],
        languages=[(row[1].decode(), row[2]) for row in rows if row[0] == "language"],
        selections=(selected or b"", times or b""),
    )


def _facts(row: Row) -> StoredFacts:
    """Builds the facts of one row; a companion that is gone has none."""
    id_, is_offered, rate, average, success, reputation, is_online, tags, languages, mark, selected_at = row
    if not is_offered:
        return StoredFacts(id=id_.bytes, is_offered=False)
    return StoredFacts(
        id=id_.bytes,
        is_offered=True,
        rate=rate,
        stats=(average, success, reputation),
        is_online=is_online,
        tags=tuple(tags),
        languages=tuple(languages),
        mark=mark,
        selected_at=selected_at,
    )


def _row(row: Any) -> Any:
    assert row is not None, "a statement that always has a row"
    return row
