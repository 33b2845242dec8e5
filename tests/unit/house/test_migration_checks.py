"""Migrations add a check to a table with rows in two steps, so that the table is not locked while it is read."""

import ast
import re
from pathlib import Path

import pytest

from hushroom_adapters.postgres.migrations import versions

LAST_OF_ANOTHER_WAY = 50
"""The migrations up to this one came before the rule, and never change."""
ADDED = re.compile(r"ADD\s+CONSTRAINT\s+(\S+)\s+CHECK\b", re.IGNORECASE)
VALIDATED = re.compile(r"VALIDATE\s+CONSTRAINT\s+([^\s;,\"')]+)", re.IGNORECASE)
NUMBERED = {int(path.name[1:5]): path for path in Path(versions.__path__[0]).glob("v*.py")}


def problems(source: str) -> list[str]:
    """Returns what reads the rows of a table that exists under a lock that keeps others from writing.

    Validating in the step that adds is such a case, because the lock of the change lasts until the step has ended.
    """
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    texts = [_text(call) for call in calls if _name(call) == "execute"]
    added = [name for text in texts for name in ADDED.findall(text)]
    found = [name for text in texts for name in ADDED.findall(text) if "NOT VALID" not in text.upper()]
    checks = [call for call in calls if _name(call) == "create_check_constraint"]
    found += [_text(call) for call in checks if not _is_deferred(call)]
    if added or checks or any(_name(call) == "allow" for call in calls):
        found += [name for text in texts for name in VALIDATED.findall(text)]
    return found + [
        _text(call)
        for call in calls
        if _name(call) == "add_column" and any(_name(part) == "CheckConstraint" for part in _calls_in(call))
    ]


def _calls_in(call: ast.Call) -> list[ast.Call]:
    return [node for node in ast.walk(call) if isinstance(node, ast.Call)]


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_deferred(call: ast.Call) -> bool:
    """Returns whether a constraint is added without a look at the rows that there are."""
    given = {part.arg: part.value for part in call.keywords}
    value = given.get("postgresql_not_valid")
    return isinstance(value, ast.Constant) and value.value is True


def _text(call: ast.Call) -> str:
    """Returns the texts of the arguments as they are written, with the expressions of f-strings in braces."""
    return " ".join(_said(argument) for argument in call.args)


def _said(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.FormattedValue):
        return f"{{{ast.unparse(node.value)}}}"
    return "".join(map(_said, ast.iter_child_nodes(node)))


@pytest.mark.parametrize("number", sorted(number for number in NUMBERED if number > LAST_OF_ANOTHER_WAY))
def test_a_check_is_added_without_a_look_and_validated_in_a_step_of_its_own(number: int) -> None:
    assert problems(NUMBERED[number].read_text(encoding="utf-8")) == []


def test_the_migrations_are_found() -> None:
    assert len(NUMBERED) > 40
    assert problems(NUMBERED[50].read_text(encoding="utf-8")) == ["deliveries_kind_check"], "it came before the rule"


@pytest.mark.parametrize(
    "body",
    [
        'op.execute("ALTER TABLE a ADD CONSTRAINT b CHECK (c > 0)")',
        'op.execute(f"ALTER TABLE {T} ADD CONSTRAINT {N} CHECK (c > 0)")',
        'op.execute("ALTER TABLE a DROP CONSTRAINT b," f" add constraint b check (c IN ({listed}))")',
        (
            'op.execute("ALTER TABLE a ADD CONSTRAINT b CHECK (c > 0) NOT VALID")\n'
            'op.execute("ALTER TABLE a VALIDATE CONSTRAINT b")'
        ),
        'allow("a", "c", WORDS)\nop.execute("ALTER TABLE a VALIDATE CONSTRAINT a_c_check")',
        (
            'op.create_check_constraint("b", "a", "c > 0", postgresql_not_valid=True)\n'
            'op.execute("ALTER TABLE a VALIDATE CONSTRAINT b")'
        ),
        'op.create_check_constraint("b", "a", "c > 0")',
        'op.add_column("a", sa.Column("c", sa.Text, sa.CheckConstraint("c > 0", name="b")))',
    ],
)
def test_a_check_that_reads_a_table_under_its_lock_is_found(body: str) -> None:
    assert len(problems(body)) == 1


@pytest.mark.parametrize(
    "body",
    [
        'op.execute("ALTER TABLE a ADD CONSTRAINT b CHECK (c > 0) NOT VALID")',
        'op.execute(f"ALTER TABLE {T} ADD CONSTRAINT {N} CHECK (c > 0) NOT VALID")',
        'allow("a", "c", WORDS)',
        'op.create_check_constraint("b", "a", "c > 0", postgresql_not_valid=True)',
        'op.execute("ALTER TABLE a VALIDATE CONSTRAINT b")',
        'op.create_table("a", sa.Column("c", sa.Text), sa.CheckConstraint("c > 0", name="b"))',
        'op.add_column("a", sa.Column("c", sa.Text))',
    ],
)
def test_what_locks_no_rows_for_long_is_allowed(body: str) -> None:
    assert problems(body) == []
