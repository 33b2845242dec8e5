"""The profiles of Hypothesis: how many examples a property gets, and what happens after one that fails."""

from hypothesis import HealthCheck, Phase, settings

UNSHRUNK = tuple(phase for phase in Phase if phase not in {Phase.shrink, Phase.explain})
REPLAYS = 2
"""The number of times that Hypothesis repeats a failing property in order to report it."""


def register_profiles(active: str) -> None:
    """Registers the profiles `ci`, `shrink` and `deep`, and loads the one named `active`.

    Shrinking a failure takes hundreds of calls, which says nothing more about whether the change is right: `ci` stops
    at the first failing example. `shrink` runs the same examples and reduces a failing one. `deep` looks for new ones.
    """
    settings.register_profile(
        "ci",
        max_examples=25,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        database=None,
        phases=UNSHRUNK,
    )
    settings.register_profile("shrink", settings.get_profile("ci"), phases=tuple(Phase))
    settings.register_profile(
        "deep",
        max_examples=2_000,
        stateful_step_count=80,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile(active)


def examples_divided_by(divisor: int) -> settings:
    """Returns settings with a part of the profile's examples, for a property that is tried for every row of a table."""
    return settings(max_examples=max(1, settings().max_examples // divisor))
