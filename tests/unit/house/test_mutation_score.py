"""The mutation score counts every mutant that was tried, and fails below its goal."""

import pytest

from tests.mutation_score import verdict


@pytest.mark.parametrize(
    ("stats", "is_met", "share"),
    [
        ({"killed": 97, "survived": 3, "total": 100}, True, "97 of 100"),
        ({"killed": 96, "survived": 3, "no_tests": 1, "total": 100}, False, "96 of 100"),
        ({"killed": 90, "timeout": 7, "survived": 3, "skipped": 10, "total": 110}, True, "97 of 100"),
        ({"total": 0}, False, "0 of 0"),
    ],
)
def test_the_score_is_the_share_of_noticed_mutants(stats: dict[str, int], is_met: bool, share: str) -> None:
    met, words = verdict(stats)
    assert met is is_met
    assert share in words
