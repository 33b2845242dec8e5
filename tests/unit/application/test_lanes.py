"""The lanes of the reactions."""

from hushroom_domain.reactions import BY_NAME, REACTIONS, lane_of
from hushroom_domain.shared.lanes import LATE_SECONDS, Lane


def test_every_lane_has_reactions_and_an_age_limit() -> None:
    assert {reaction.lane for reaction in REACTIONS} == set(Lane) == set(LATE_SECONDS)


def test_what_takes_and_gives_money_is_in_the_first_lane_and_letters_are_not() -> None:
    assert next(iter(Lane)) is Lane.MONEY
    assert {lane_of(name) for name in ("settle_payment", "pursue_payment", "process_notice")} == {Lane.MONEY}
    assert {lane_of(name) for name in BY_NAME if name.startswith(("thank", "tell", "confirm"))} == {Lane.MAIL}


def test_a_reaction_of_another_release_waits_with_those_that_nobody_waits_for() -> None:
    assert lane_of("a_reaction_of_next_year") is Lane.BULK
