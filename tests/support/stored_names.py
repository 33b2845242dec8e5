"""The stored names as the code has them, and the tables of docs/reference/stored-names.md.

`python -m tests.support.stored_names` writes the generated tables of the page anew.
"""

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hushroom_adapters.jobs.schedule import TASKS
from hushroom_adapters.local.endpoints import VARIABLES as ENDPOINTS
from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.features import METADATA
from hushroom_adapters.settings import VARIABLES
from hushroom_domain.reactions import EVENTS_BY_NAME, REACTIONS
from hushroom_domain.shared.errors import DomainError
from tests.support.row_mappers import ROW_MAPPERS
from tests.support.source_files import ROOT, source_files

PAGE = ROOT / "docs/reference/stored-names.md"
ENTITIES: Mapping[str, RowMapper[Any]] = {mapper.table.name: mapper for mapper in ROW_MAPPERS}


def error_codes() -> set[str]:
    """Returns the codes of all errors that have been imported."""
    found, todo = set(), [DomainError]
    while todo:
        error = todo.pop()
        found.add(error.code)
        todo.extend(error.__subclasses__())
    return found


def renamed_columns() -> dict[str, str]:
    """Returns `table.column` with `Entity.field` for every column that the mappings give another name."""
    files = [file for file in source_files("src/hushroom_adapters/postgres") if file.path.endswith("/mappings.py")]
    return {
        f"{mapper.table.name}.{column}": f"{mapper.type.__name__}.{field}"
        for file in files
        for call in file.of(ast.Call)
        for word in call.keywords
        if word.arg == "names"
        for field, column in ast.literal_eval(word.value).items()
        for mapper in ENTITIES.values()
        if isinstance(call.args[0], ast.Name) and mapper.type.__name__ == call.args[0].id
    }


def stored_names() -> dict[str, set[str]]:
    """Returns all stored names of the code by the place where they are kept."""
    return {
        "event": set(EVENTS_BY_NAME),
        "reaction": {reaction.name for reaction in REACTIONS},
        "table": set(METADATA.tables),
        "column": {f"{table.name}.{column.name}" for table in METADATA.tables.values() for column in table.c},
        "scheduled task": {task.name for task in TASKS},
        "error code": error_codes(),
        "environment": {variable.name for variable in VARIABLES},
        "key of endpoints.json": set(ENDPOINTS),
    }


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines).replace("| --- ", "|---").replace("--- |", "---|")


def events() -> str:
    rows = [(f"`{name}`", f"`{event.__name__}`") for name, event in sorted(EVENTS_BY_NAME.items())]
    return table(("stored name", "event"), rows)


def reactions() -> str:
    causes: dict[str, list[str]] = {}
    for reaction in REACTIONS:
        causes.setdefault(reaction.name, []).append(f"`{reaction.event.name}`")
    lanes = {reaction.name: reaction.lane.value for reaction in REACTIONS}
    rows = [(f"`{name}`", ", ".join(sorted(causes[name])), lanes[name]) for name in sorted(causes)]
    return table(("stored name", "caused by", "lane"), rows)


def tables() -> str:
    kept = {name: f"`{ENTITIES[name].type.__name__}`" if name in ENTITIES else "" for name in sorted(METADATA.tables)}
    return table(("table", "entity"), [(f"`{name}`", entity) for name, entity in kept.items()])


def tasks() -> str:
    return table(("stored name", "when (UTC)"), [(f"`{task.name}`", f"`{task.cron}`") for task in TASKS])


def endpoints() -> str:
    return table(("key", "variable"), [(f"`{key}`", f"`{variable}`") for key, variable in ENDPOINTS.items()])


GENERATED: Mapping[str, Callable[[], str]] = {
    "events": events,
    "reactions": reactions,
    "tables": tables,
    "tasks": tasks,
    "endpoints": endpoints,
}


def refreshed(page: str) -> str:
    """Returns the page with its generated tables as the code has them now."""
    for name, render in GENERATED.items():
        block = re.compile(rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", re.DOTALL)
        page, times = block.subn(rf"\g<1>{render()}\g<2>", page)
        assert times == 1, f"the page has no place for {name}"
    return page


if __name__ == "__main__":
    PAGE.write_text(refreshed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
