"""The statements that are planned at each run, and the limits that the planner can see."""

from sqlalchemy import bindparam, select

from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.core.sql import compiled
from hushroom_adapters.postgres.identity.tables import USERS

ID = USERS.c.id


def test_a_statement_with_a_limit_of_its_caller_is_planned_anew() -> None:
    assert compiled(select(ID).limit(bindparam("take"))).is_planned_anew


def test_a_statement_that_looks_for_words_is_planned_anew() -> None:
    assert compiled(select(ID).where(USERS.c.search_text.like(bindparam("word")))).is_planned_anew
    assert compiled(select(ID).where(USERS.c.search_text.ilike(bindparam("word")))).is_planned_anew
    assert compiled(select(ID).where(COMPANIONS.c.folded_tags.contains(bindparam("tags")))).is_planned_anew


def test_a_statement_that_goes_by_a_key_is_planned_once() -> None:
    assert not compiled(select(ID).where(bindparam("id") == ID)).is_planned_anew


def test_a_limit_that_is_always_the_same_stands_in_the_statement() -> None:
    ready = compiled(select(ID).where(bindparam("id") == ID).limit(7))
    assert ready.sql.as_string().rstrip().endswith("LIMIT 7")
    assert not ready.is_planned_anew
