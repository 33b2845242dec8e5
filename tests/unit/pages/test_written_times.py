"""Times on pages: each template that writes one names its zone, and no source writes one past the reader's digits."""

import re
from datetime import time
from pathlib import Path

import pytest

from hushroom_http.pages import page_templates
from hushroom_http.pages.formatting import Formats
from hushroom_http.pages.languages import ARABIC_DIGITS, chosen
from tests.unit.pages.test_formatting import NOW

PAGES = Path(page_templates.__file__).parent
TEMPLATES = {
    path.relative_to(PAGES / "templates").as_posix(): path.read_text("utf-8")
    for path in (PAGES / "templates").rglob("*.html")
}
WRITES_TIME = re.compile(r"page\.(?:moment|period|clock|stamp|hours|time_of_day)\(")
PARENT = re.compile(r'{%-?\s*extends\s+"([^"]+)"')
PARTS = re.compile(r'{%-?\s*(?:import|include|from)\s+"([^"]+)"')
STRFTIME = re.compile(r"strftime|isoformat|:%[a-zA-Z]|%[HIMSYmd][:\-%]|:02d?}")
MACHINES = {
    "formatting.py": "attributes of `time`, the value of a field, and the digits of the reader themselves",
    "sessions/icalendar.py": "the form of calendar files",
    "availability/forms.py": "values of fields",
    "forms.py": "values of fields",
    "administration/downloads.py": "the files of lists",
    "notifications/centre.py": "a position in a list",
}
"""The modules that write or read times in a form for machines, with what it is for."""


def names_zone(name: str) -> bool:
    """Returns whether a template names the reader's zone, by itself or by a frame that it extends."""
    parent = PARENT.search(TEMPLATES[name])
    return "page.zone_name" in TEMPLATES[name] or (parent is not None and names_zone(parent[1]))


def users_of(name: str) -> list[str]:
    return [user for user, text in TEMPLATES.items() if name in PARTS.findall(text)]


def is_named(name: str) -> bool:
    """Returns whether the zone is beside the times of a template, or in each template of which it is a part."""
    users = users_of(name)
    return names_zone(name) or (bool(users) and all(is_named(user) for user in users))


@pytest.mark.parametrize("name", [name for name, text in TEMPLATES.items() if WRITES_TIME.search(text)])
def test_the_zone_is_named_beside_times(name: str) -> None:
    assert is_named(name), f"{name} writes times and names no zone: page.zone_name"


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_writes_a_time_by_itself(name: str) -> None:
    assert STRFTIME.findall(TEMPLATES[name]) == [], "use page.clock, page.time_of_day or page.stamp"


def test_no_module_writes_a_time_for_people_by_itself() -> None:
    found = {
        path.relative_to(PAGES).as_posix() for path in PAGES.rglob("*.py") if STRFTIME.search(path.read_text("utf-8"))
    }
    assert found == set(MACHINES)


@pytest.mark.parametrize(("tag", "words"), [("en", "12:34"), ("ar", "12:34"), (ARABIC_DIGITS, "١٢:٣٤")])
def test_a_time_of_day_has_the_digits_of_the_reader(tag: str, words: str) -> None:
    assert Formats(language=chosen(tag), zone_key="UTC", now=NOW).time_of_day(time(12, 34)) == words
