"""The texts between the parts of templates: signs that languages write differently are words of a catalogue."""

import re
from pathlib import Path

import pytest

from tests.unit.pages.test_budgets import TEMPLATES

TRANSLATED = re.compile(r"\{% trans.*?%\}.*?\{% endtrans %\}", re.DOTALL)
CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)
SIGNS = re.compile(r"[,;:?!→←»«]")
"""Commas and question marks have other forms in Arabic, colons a space before them in French, arrows a direction."""
DATA = {"administration/parts.html"}
"""Changes are shown as data, which is written from left to right in every language."""


def between(template: str) -> str:
    return CODE.sub(" ", TRANSLATED.sub(" ", template))


def test_a_sign_of_one_language_is_found() -> None:
    assert SIGNS.findall(between('<p title="a, b">{{ _(", ") }}, {% trans %}a, b{% endtrans %}?</p>')) == [",", "?"]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_sign_of_one_language_stands_between_the_parts(path: Path) -> None:
    found = SIGNS.findall(between(path.read_text("utf-8")))
    assert found == [] or str(path.relative_to(TEMPLATES)) in DATA
