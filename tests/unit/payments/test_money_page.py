"""The page on money says what the code does: its examples run, its tables and its diagram are those of the code."""

import re
from pathlib import Path
from typing import get_args

import pytest

from hushroom_domain.payments.policy import WHOLE_FROM_PERCENT
from hushroom_domain.payments.services.provider_calls import ProviderCall
from hushroom_domain.payments.state_machine import TRANSITIONS, PaymentActor, PaymentStatus
from hushroom_domain.sessions.state_machine import SessionEndedBy

PAGE = (Path(__file__).parents[3] / "docs/explanation/money.md").read_text("utf-8")
SNIPPETS = re.findall(r"^```python$(.+?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ENDED_BY = {
    "the seeker": SessionEndedBy.SEEKER,
    "the companion": SessionEndedBy.COMPANION,
    "the companion, by closing the account": SessionEndedBy.COMPANION_LEFT,
    "the platform": SessionEndedBy.PLATFORM,
}


@pytest.mark.parametrize("snippet", SNIPPETS, ids=["amounts", "refunds"])
def test_a_snippet_runs(snippet: str) -> None:
    exec(compile(snippet, "docs/explanation/money.md", "exec"), {"__name__": "money_page"})  # noqa: S102 - our own page


def test_the_arrows_of_the_diagram_are_transitions_and_every_status_has_one() -> None:
    arrows = re.findall(r"^    ([A-Z_]+) --> ([A-Z_]+)", PAGE, re.MULTILINE)
    drawn = [(PaymentStatus(before), PaymentStatus(after)) for before, after in arrows]
    assert [pair for pair in drawn if not TRANSITIONS.can(pair[1], pair[0], PaymentActor.PROVIDER)] == []
    assert {status for pair in drawn for status in pair} == set(PaymentStatus)


def test_the_page_names_every_call() -> None:
    table = PAGE.partition("## The calls")[2].partition("\n## ")[0]
    named = re.findall(r"`(\w+)`", "".join(row.split("|")[1] for row in table.splitlines() if row.startswith("|")))
    assert sorted(named) == sorted(call.__name__ for call in get_args(ProviderCall))


def test_the_page_says_from_when_on_a_session_is_charged_whole() -> None:
    rows = re.findall(r"^\| (.+?) \| (\d+) %.* \| (.*)\|$", PAGE, re.MULTILINE)
    assert {ENDED_BY[by]: int(percent) for by, percent, _ in rows} == WHOLE_FROM_PERCENT
