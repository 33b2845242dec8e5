"""Long tests begin first, and tests that share a platform stay in one process."""

from pathlib import Path

import pytest

from tests.support.schedule import FIRST, TOGETHER, in_order, unit_of
from tests.support.source_files import ROOT

BROWSER = "tests/integration/browser/"


@pytest.mark.parametrize("beginning", [*FIRST, *TOGETHER])
def test_every_beginning_is_that_of_a_file(beginning: str) -> None:
    assert any(str(path.relative_to(ROOT)).startswith(beginning) for path in (ROOT / "tests").rglob("test_*.py"))


def test_a_file_stays_together() -> None:
    assert unit_of("tests/unit/house/test_schedule.py::test_one[a]") == "tests/unit/house/test_schedule.py"


def test_files_that_share_a_platform_stay_together() -> None:
    together = [unit_of(f"{BROWSER}{name}.py::test_one") for name in ("test_room", "test_notices")]
    apart = [unit_of(f"{BROWSER}{name}.py::test_one") for name in ("test_pages", "test_whole_session")]
    assert len({*together}) == len({*apart}) == 1
    assert together != apart


def test_long_tests_come_first_and_the_others_stay_as_they_were_collected(request: pytest.FixtureRequest) -> None:
    class Item(pytest.Item):
        def runtest(self) -> None: ...

    names = (
        "tests/unit/b.py::two",
        "tests/unit/a.py::one",
        f"{BROWSER}test_pages.py::one",
        "tests/integration/x.py::y",
    )
    items: list[pytest.Item] = [Item.from_parent(request.session, name=Path(name).name, nodeid=name) for name in names]
    in_order(items)
    assert [item.nodeid for item in items] == [names[2], names[3], names[0], names[1]]
