"""Compiled statements: which are planned at each run, the limits that the planner can see, and numbered parameters."""

import pytest
from sqlalchemy import bindparam, column, literal, select, text

from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.core.sql import USUAL_TAKE, compiled, keeps_plan
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


def test_a_name_has_one_number_and_a_percent_sign_stays_one() -> None:
    ready = compiled(text("SELECT :b, :a, :b, 'x%' WHERE :c"))
    assert ready.numbered == b"SELECT $1, $2, $1, 'x%' WHERE $3"
    assert ready.values({"a": 1, "b": 2, "c": 3}) == [2, 1, 3]


def test_constants_of_the_statement_stand_among_the_values() -> None:
    ready = compiled(select(column("x")).where(column("x") == literal(5), column("y") == bindparam("y")))
    assert sorted(ready.values({"y": 7})) == [5, 7]


def test_a_missing_parameter_is_told_by_its_name() -> None:
    with pytest.raises(KeyError, match="b"):
        compiled(text("SELECT :b")).values({"a": 1})


def test_the_list_of_one_owner_keeps_its_plan_for_the_usual_page() -> None:
    theirs = select(ID).where(bindparam("owner") == ID)
    usual = {"owner": 1, "take": USUAL_TAKE, "skip": 0}
    first = compiled(keeps_plan(theirs.limit(bindparam("take")).offset(bindparam("skip"))))
    assert first.is_planned_anew
    assert not first.best_for(usual).is_planned_anew
    assert first.best_for(usual).numbered.rstrip().endswith(f"LIMIT {USUAL_TAKE}".encode())
    assert first.best_for(usual).values(usual) == [1]
    for other in (usual | {"take": 5}, usual | {"skip": 20}):
        assert first.best_for(other) is first
    assert compiled(theirs.limit(bindparam("take"))).best_for(usual).is_planned_anew
