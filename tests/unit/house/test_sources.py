"""Conventions of the source files that a test can check."""

import ast
import re
from collections import Counter
from pathlib import Path

from hushroom_adapters.local.walkthrough.steps import STEPS
from tests.support.source_files import ROOT, source_files

FILES = {file.path.removeprefix("src/"): file for file in source_files("src") if file.text}
SOURCES = {name: file.text for name, file in FILES.items()}
LONGEST_FILE = 300
IMPORT_STRING = re.compile(r"(hushroom_\w+(?:\.\w+)+)(?::(\w+))?")
EMPTY_WORD = re.compile(
    r"(?i)(?:^|_)(?:utils?|helpers?|common|base|manager|service)(?:_|$)|(?-i:Manager|Service|Helper)s?$"
)
REASONED = re.compile(r": [A-Z]+\d+(?:, [A-Z]+\d+)*\s+(?:- )?\w")


def test_a_module_says_in_a_sentence_why_it_exists() -> None:
    opening = {name: (ast.get_docstring(file.tree) or "").partition("\n\n")[0] for name, file in FILES.items()}
    assert [name for name, sentence in opening.items() if not sentence.endswith((".", "?", "!", ":"))] == []


def test_a_file_is_short() -> None:
    lengths = {name: len(text.splitlines()) for name, text in SOURCES.items()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_the_names_of_files_say_something() -> None:
    parts = {part for name in SOURCES for part in Path(name).with_suffix("").parts}
    assert sorted(part for part in parts if EMPTY_WORD.search(part)) == []


def test_the_names_of_classes_say_something() -> None:
    # Emulators use their vendor's terms.
    ours = [
        (name, each.name) for name, file in FILES.items() if "/emulators/" not in name for each in file.of(ast.ClassDef)
    ]
    assert [(name, each) for name, each in ours if EMPTY_WORD.search(each)] == []


def package_of(name: str) -> str:
    """Returns the package of a file: `hushroom_domain`, `hushroom_http`, or the folder of one technology."""
    parts = Path(name).parts
    if parts[0] != "hushroom_adapters":
        return parts[0]
    return "/".join(parts[: 4 if parts[1:3] == ("local", "emulators") else 3 if parts[1] == "local" else 2])


def test_no_class_name_occurs_twice_in_a_package() -> None:
    named = Counter(
        (package_of(name), each.name)
        for name, file in FILES.items()
        for each in file.tree.body
        if isinstance(each, ast.ClassDef)
    )
    assert [name for name, times in named.items() if times > 1] == []


def test_nothing_of_ours_is_imported_under_another_name() -> None:
    """Except a module that every feature has, which gets the name of its feature: `goals_routes`."""
    renamed = [
        (name, f"{alias.name} as {alias.asname}")
        for name, file in FILES.items()
        for node in file.of(ast.ImportFrom)
        if (node.module or "").startswith("hushroom_")
        for alias in node.names
        if alias.asname and alias.asname != f"{str(node.module).rpartition('.')[2]}_{alias.name}"
    ]
    assert renamed == []


def test_annotations_are_there_at_run_time() -> None:
    assert [name for name, text in SOURCES.items() if "from __future__ import annotations" in text] == []


def test_a_silenced_rule_has_its_reason_beside_it() -> None:
    silenced = [
        (name, rest) for name, text in SOURCES.items() for rest in re.findall(r"#\s*noqa(.*)$", text, re.MULTILINE)
    ]
    assert [(name, rest) for name, rest in silenced if not REASONED.match(rest)] == []


def test_every_rule_that_is_switched_off_has_its_reason() -> None:
    ignored = (ROOT / "pyproject.toml").read_text().partition("\nignore = [")[2].partition("]\n")[0]
    rows = [row.strip() for row in ignored.splitlines() if row.strip()]
    assert len(rows) > 10
    assert [row for row in rows if not re.search(r'",\s+# \w', row)] == []


def test_an_import_string_names_something_that_exists() -> None:
    strings = [found for file in FILES.values() for node in file.of(ast.Constant) if (found := import_string(node))]
    assert any(name for _, name in strings)
    assert any(not name for _, name in strings)
    assert [(module, name) for module, name in strings if name not in names_in(module)] == []


def import_string(node: ast.Constant) -> tuple[str, str] | None:
    """Returns module and name of a text such as `package.module:name`; the name is empty where none is given."""
    found = IMPORT_STRING.fullmatch(node.value) if isinstance(node.value, str) else None
    return (found[1], found[2] or "") if found else None


def names_in(module: str) -> set[str]:
    """Returns the names that a module defines, and the empty name; nothing where there is no such module."""
    path = module.replace(".", "/")
    file = FILES.get(f"{path}.py") or FILES.get(f"{path}/__init__.py")
    if file is None:
        return set()
    defined = {node.name for node in file.tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    assigned = {
        target.id
        for node in file.tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return {"", *defined, *assigned}


def test_the_readme_shows_the_walkthrough_of_today() -> None:
    readme = (ROOT / "README.md").read_text()
    shown = readme.partition("<!-- walkthrough:begin -->")[2].partition("<!-- walkthrough:end -->")[0]
    steps = re.findall(r"^ ?(\d+) (.{23})", shown, re.MULTILINE)
    assert [(int(number), title.strip()) for number, title in steps] == [
        (number, step.title) for number, step in enumerate(STEPS, start=1)
    ]


BOUNDS = frozenset({"ge", "gt", "le", "lt", "min_length", "max_length", "min_items", "max_items"})


def test_the_web_takes_every_bound_from_a_declared_limit() -> None:
    numbers = [
        (name, node.lineno, keyword.value.value)
        for name, file in FILES.items()
        if name.startswith("hushroom_http/")
        for node in file.nodes
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg in BOUNDS and isinstance(keyword.value, ast.Constant)
    ]
    assert [found for found in numbers if found[-1] != 0] == []
