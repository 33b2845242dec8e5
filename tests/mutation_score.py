"""`python -m tests.mutation_score`: prints the share of noticed mutants, after `mutmut export-cicd-stats`."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

STATS = Path("mutants/mutmut-cicd-stats.json")
GOAL_PERCENT = 97.0
NOTICED = ("killed", "timeout", "segfault", "suspicious")


def score(stats: Mapping[str, int]) -> tuple[int, int]:
    """Returns the number of noticed mutants and the number of all that were tried."""
    return sum(stats.get(kind, 0) for kind in NOTICED), stats["total"] - stats.get("skipped", 0)


def verdict(stats: Mapping[str, int]) -> tuple[bool, str]:
    """Returns whether the goal is met, and the result as a sentence; a run without mutants does not meet it."""
    noticed, tried = score(stats)
    percent = 100 * noticed / tried if tried else 0.0
    words = f"The tests notice {noticed} of {tried} mutants: {percent:.1f} %; the goal is {GOAL_PERCENT:.0f} %."
    return percent >= GOAL_PERCENT, words


def main() -> int:
    is_met, words = verdict(json.loads(STATS.read_text(encoding="utf-8")))
    print(words)  # noqa: T201 - the output of the command
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
