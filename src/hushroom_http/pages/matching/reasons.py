"""The reasons for which a companion fits a session: the four parts of the score, in words."""

from attrs import frozen

from hushroom_domain.matching.model import Criteria
from hushroom_domain.matching.rules.scorer import Score
from hushroom_http.pages.translations import N_

LEVELS = ((0.75, N_("very much")), (0.45, N_("much")), (0.15, N_("a little")), (0.0, N_("hardly")))
"""The words for a part of the score from its share on."""
NO_WORDS = N_("not known, because there are no words to compare")
NO_RATINGS = N_("not known, because nobody has rated this companion yet")
NO_BUDGET = N_("not known, because you named no budget")


@frozen(kw_only=True)
class Reason:
    """One part of the score: its name, how far it is fulfilled in words and in percent, and its meaning.

    A part without data is drawn as 0 percent, and its words say what is missing.
    """

    label: str
    words: str
    percent: int
    about: str


def reasons_of(score: Score, criteria: Criteria, *, has_words: bool, has_ratings: bool) -> tuple[Reason, ...]:
    """Returns the four reasons, the weightiest first."""
    factors = score.factors
    return (
        Reason(
            label=N_("Knows your subject"),
            words=_level(factors.goal_match) if has_words else NO_WORDS,
            percent=_percent(factors.goal_match) if has_words else 0,
            about=N_("How many of the words of your goal are among the subjects of the companion."),
        ),
        Reason(
            label=N_("Trusted by others"),
            words=_level(factors.reputation) if has_ratings else NO_RATINGS,
            percent=_percent(factors.reputation) if has_ratings else 0,
            about=N_("Ratings of other people, and how often their goals were reached."),
        ),
        Reason(
            label=N_("Has time for new people"),
            words=_level(factors.fair_distribution),
            percent=_percent(factors.fair_distribution),
            about=N_("Companions who were chosen less often in the last days come a little further up."),
        ),
        Reason(
            label=N_("Fits your budget"),
            words=NO_BUDGET if criteria.max_price is None else _level(factors.price_fit),
            percent=0 if criteria.max_price is None else _percent(factors.price_fit),
            about=N_("How far the price of an hour is below the most that you want to pay."),
        ),
    )


def _level(share: float) -> str:
    return next(words for least, words in LEVELS if share >= least)


def _percent(share: float) -> int:
    return round(share * 100)
