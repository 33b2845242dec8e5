"""The list of crisis lines: each number has its source, and an operator's own list is checked at the start."""

from datetime import date
from pathlib import Path

import pytest
from babel import Locale

from hushroom_adapters.entrypoints.doctor.checks import EXAMINATIONS
from hushroom_adapters.entrypoints.doctor.report import diagnose
from hushroom_adapters.settings import SettingsError, crisis_lines_of_release, parse_crisis_lines, read_settings
from tests.unit.settings.environments import DEVELOPMENT

OWN = """
[[emergency]]
countries = ["FR"]
number = "112"
service = "any"
source = "https://www.service-public.fr/particuliers/vosdroits/F33954"
read = 2026-11-28
"""
FIRST_READ = date(2026, 11, 28)
MEMBERS_OF_THE_UNION = 27
ENGLISH = Locale("en")


def test_every_number_has_the_page_that_states_it_and_the_day_of_reading() -> None:
    listed = crisis_lines_of_release()
    for one in (*listed.emergency, *listed.line):
        assert one.source.startswith("https://"), one
        assert one.read >= FIRST_READ, one


@pytest.mark.parametrize("missing", ["source", "read", "number", "countries", "service"])
def test_a_list_with_a_number_without_its_source_is_refused(missing: str) -> None:
    parse_crisis_lines(OWN)
    kept = "\n".join(line for line in OWN.splitlines() if not line.startswith(missing))
    with pytest.raises(ValueError, match=missing):
        parse_crisis_lines(kept)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ('"112"', '"call us"'),
        ('"112"', "112"),
        ('"https://www', '"http://www'),
        ('["FR"]', "[]"),
        ('["FR"]', '["France"]'),
        ('"any"', '"fire"'),
        ("2026-11-28", '"yesterday"'),
        ("read =", "red ="),
        ("[[emergency]]", "[[emergencies]]"),
    ],
)
def test_a_malformed_entry_is_refused(said: str, wrong: str) -> None:
    assert said in OWN
    with pytest.raises(ValueError, match=r"."):
        parse_crisis_lines(OWN.replace(said, wrong))


def test_every_country_and_language_has_a_name() -> None:
    listed = crisis_lines_of_release()
    assert {code for code in listed.countries if code not in ENGLISH.territories} == set()
    assert {tag for line in listed.line for tag in line.languages if tag not in ENGLISH.languages} == set()


def test_each_country_with_a_line_has_an_emergency_number_and_the_union_has_112() -> None:
    listed = crisis_lines_of_release()
    assert {line.country for line in listed.line if not listed.emergency_in(line.country)} == set()
    [common] = [one for one in listed.emergency if len(one.countries) > 1]
    assert (common.number, len(set(common.countries))) == ("112", MEMBERS_OF_THE_UNION)


def test_no_line_is_listed_twice() -> None:
    lines = [(line.country, line.number) for line in crisis_lines_of_release().line]
    assert len(lines) == len(set(lines))
    assert len({country for country, _ in lines}) >= 10


def test_the_operator_may_name_a_list(tmp_path: Path) -> None:
    path = tmp_path / "lines.toml"
    path.write_text(OWN, "utf-8")
    own = read_settings({**DEVELOPMENT, "HUSHROOM_CRISIS_LINES": str(path)}).information.crisis_lines
    assert own.countries == {"FR"}
    assert own.lines_in("FR") == ()
    assert read_settings(DEVELOPMENT).information.crisis_lines is crisis_lines_of_release()


@pytest.mark.parametrize("content", [None, "", "[[line]]", "\udcff", "number ="])
def test_a_list_that_cannot_be_used_ends_the_start_with_its_reason(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "lines.toml"
    if content is not None:
        path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError) as refused:
        read_settings({**DEVELOPMENT, "HUSHROOM_CRISIS_LINES": str(path)})
    [problem] = refused.value.problems
    assert problem.variable == "HUSHROOM_CRISIS_LINES"
    assert str(path) in str(problem)


async def test_the_doctor_tells_of_the_list_and_of_what_the_operator_has_not_stated(tmp_path: Path) -> None:
    own_checks = [check for check in EXAMINATIONS if check.name in {"Operator", "Crisis lines"}]
    _, operator, lines = await diagnose(DEVELOPMENT, own_checks)
    assert operator.is_well
    assert "HUSHROOM_OPERATOR_NAME" in operator.fix
    assert lines.says.startswith("that of this release: ")
    path = tmp_path / "lines.toml"
    path.write_text(OWN, "utf-8")
    stated = {f"HUSHROOM_OPERATOR_{name}": "x" for name in ("NAME", "ADDRESS", "CONTACT", "LAW")}
    _, operator, lines = await diagnose({**DEVELOPMENT, **stated, "HUSHROOM_CRISIS_LINES": str(path)}, own_checks)
    assert not operator.fix
    assert lines.says.startswith("the operator's own: 0 lines, 1 countries")
