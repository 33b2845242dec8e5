"""An erasure leaves nothing that tells of a person, but what has a reason."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import Table

from hushroom_adapters.postgres.core.data_classes import DataClass, class_of
from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.features import METADATA
from hushroom_domain.identity.policy import RETURN_WITHIN
from hushroom_domain.shared.ids import UserId
from tests.integration.http.platform_parts import parts_on_postgres
from tests.support.builders import NOW
from tests.support.portraits import Portrait, Rows, store, stored

_SAFETY = "what was complained of is read when it happens again, for the safety of others"
_STANDING = "the standing of the other one is made of it"
KEPT = {
    "abuse_reports.admin_notes": _SAFETY,
    "abuse_reports.description": _SAFETY,
    "abuse_reports.reason": _SAFETY,
    "contracts.rules": "both agreed on them, and the other one keeps the agreement",
    "goals.is_achieved": _STANDING,
    "ratings.communication": _STANDING,
    "ratings.contract_adherence": _STANDING,
    "ratings.goal_achievement": _STANDING,
    "ratings.overall": _STANDING,
    "ratings.presence_quality": _STANDING,
}
"""The columns of a person that keep their values after the erasure, with the reasons."""


def about_people() -> list[str]:
    """Returns the columns that say who somebody is, or what somebody wrote, chose or experienced."""
    return [
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if class_of(column) in (DataClass.IDENTITY, DataClass.CONTENT)
    ]


def values(rows: Rows, name: str) -> dict[tuple[Any, ...], Any]:
    """Returns the values of a column by the primary keys of its rows."""
    table, _, column = name.partition(".")
    keys = keys_of(METADATA.tables[table])
    return {tuple(row[key] for key in keys): row[column] for row in rows[table]}


def keys_of(table: Table) -> list[str]:
    return [column.name for column in table.primary_key]


@pytest.fixture
def connection(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database_url, autocommit=True) as opened:
        yield opened


async def test_an_erasure_leaves_nothing_of_a_person_but_what_has_a_reason(
    database: Database, connection: psycopg.Connection[Any]
) -> None:
    portrait, parts = Portrait(), parts_on_postgres(database)
    store(connection, portrait)
    before = stored(connection)
    empty = [name for name in about_people() if None in values(before, name).values() or not values(before, name)]
    assert empty == []
    parts.clock.advance(RETURN_WITHIN)
    await parts.application.administration.erase_user(UserId(portrait.user), NOW)
    await parts.settle()
    parts.clock.advance(timedelta(days=2))
    await parts.settle()
    after = stored(connection)
    kept = {name for name in about_people() if of_person(portrait, before, after, name)}
    assert (kept - KEPT.keys(), KEPT.keys() - kept) == (set(), set())


def of_person(portrait: Portrait, before: Rows, after: Rows, name: str) -> bool:
    """Returns whether a value of the person is in its row still."""
    others = {(portrait.other,), (portrait.others_companion,)}
    now = values(after, name)
    mine = {key: value for key, value in values(before, name).items() if key not in others}
    return any(key in now and now[key] == value for key, value in mine.items())
