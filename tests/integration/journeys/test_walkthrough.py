"""The walkthrough, end to end, as a new user of the project runs it."""

import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from hushroom_adapters.local.walkthrough.steps import STEPS
from tests.support.whole_hushroom import WholeHushroom

NEEDS_SURROUNDINGS = 4
"""The number of steps that read the mailbox (3) and Stripe's ledger (1)."""


def walk(data: Path, *options: str) -> subprocess.CompletedProcess[Any]:
    command = (sys.executable, "-m", "hushroom_adapters.entrypoints.cli", "walkthrough", "--data", str(data), *options)
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603  ours


def test_the_walkthrough_takes_every_step_and_stripes_books_agree(any_hushroom: WholeHushroom) -> None:
    walked = walk(any_hushroom.data, "--json")
    told = json.loads(walked.stdout)
    assert (walked.returncode, told["surprise"]) == (0, None)
    assert [row["step"] for row in told["steps"]] == [step.title for step in STEPS]
    assert not any(row["skipped"] for row in told["steps"])
    money = {name: Decimal(value) for name, value in told["money"].items()}
    assert money["fee"] + money["share"] == money["amount"] == Decimal("16.67")


def test_the_walkthrough_is_a_readable_page_without_colour_in_a_pipe(hushroom: WholeHushroom) -> None:
    walked = walk(hushroom.data)
    assert walked.returncode == 0, walked.stdout + walked.stderr
    assert "All went as expected" in walked.stdout
    assert "\x1b[" not in walked.stdout
    for step in STEPS:
        assert step.title in walked.stdout


def told_lines(text: str) -> list[Any]:
    """Returns the lines without times and numbers of tries, which differ between two runs."""
    timed = re.sub(r"(?<= [1-5]\d\d) +\d+ ", " ", re.sub(r" x\d+(?= )", "", text))
    untimed = re.sub(r"in [\d.]+ s", "in a while", timed)
    return [" ".join(line.split()).replace("─", "-").strip("-") for line in untimed.splitlines() if line.strip()]


def test_the_sample_in_the_readme_is_what_a_walk_prints(hushroom: WholeHushroom) -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    sample = re.search(r"<!-- walkthrough:begin -->\n```text\n(.+?)```\n<!-- walkthrough:end -->", readme, re.DOTALL)
    assert sample is not None
    walked = walk(hushroom.data)
    assert walked.returncode == 0, walked.stdout + walked.stderr
    assert told_lines(walked.stdout) == told_lines(sample[1])


def test_against_a_url_without_surroundings_the_mailbox_and_the_books_are_left_out(
    hushroom: WholeHushroom, tmp_path: Path
) -> None:
    walked = walk(tmp_path, "--json", "--url", hushroom.endpoints["api"])
    told = json.loads(walked.stdout)
    assert (walked.returncode, told["surprise"]) == (0, None)
    assert sum(row["skipped"] for row in told["steps"]) == NEEDS_SURROUNDINGS


def test_a_server_that_is_not_there_is_said_in_a_sentence_and_an_exit_code(tmp_path: Path) -> None:
    walked = walk(tmp_path, "--url", "http://127.0.0.1:9")
    assert walked.returncode == 1
    assert "Unexpected response at step 1" in walked.stdout
    assert "Traceback" not in walked.stdout + walked.stderr


def test_without_a_running_dev_it_says_what_to_do(tmp_path: Path) -> None:
    walked = walk(tmp_path)
    assert walked.returncode == 1
    assert "make run" in walked.stderr
