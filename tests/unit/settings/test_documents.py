"""The documentation of the settings: .env.example and the settings page agree with the table."""

import re
from pathlib import Path

from hushroom_adapters.settings import VARIABLES, Variable, read_settings
from tests.unit.settings.environments import DEVELOPMENT

ROOT = Path(__file__).parents[3]


def example_lines(variable: Variable) -> str:
    mark = " [secret]" if variable.secret else ""
    value = f"{variable.name}=" if variable.default is None else f"#{variable.name}={variable.default}"
    return f"# {variable.meaning}{mark}\n{value}\n"


def table_row(variable: Variable) -> str:
    mark = " (secret)" if variable.secret else ""
    default = {None: "required", "": "unset"}.get(variable.default, f"`{variable.default}`")
    return f"| `{variable.name}`{mark} | {default} | {variable.meaning} |"


def test_the_example_has_every_variable_with_its_meaning_and_default() -> None:
    example = (ROOT / ".env.example").read_text()
    assert [variable.name for variable in VARIABLES if example_lines(variable) not in example] == []


def test_the_example_has_no_other_variable() -> None:
    example = (ROOT / ".env.example").read_text()
    assert re.findall(r"^#?([A-Z][A-Z_]+)=", example, re.MULTILINE) == [variable.name for variable in VARIABLES]


def test_the_example_filled_in_is_an_environment() -> None:
    example = (ROOT / ".env.example").read_text()
    written = dict(re.findall(r"^#?([A-Z][A-Z_]+)=(.*)$", example, re.MULTILINE))
    filled = {name: value or DEVELOPMENT.get(name, "") for name, value in written.items()}
    assert read_settings(filled) == read_settings(DEVELOPMENT)


def test_the_settings_page_has_every_variable_and_no_other() -> None:
    rows = re.findall(r"^\| `[A-Z][A-Z_]+`.*$", (ROOT / "docs/reference/settings.md").read_text(), re.MULTILINE)
    assert rows == [table_row(variable) for variable in VARIABLES]
