"""Hypothesis strategies for values of the domain."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from hypothesis import strategies as st

from hushroom_domain.companions.model import ReputationStats
from hushroom_domain.matching.rules.scorer import Factors
from hushroom_domain.payments.rules.provider_snapshot import DisputeState, IntentState, ProviderSnapshot
from hushroom_domain.ratings.model import Scores, Vote
from hushroom_domain.shared.money import Money
from tests.support.builders import NOW

ZONES = sorted(available_timezones() - {"Factory", "localtime"})

stars = st.integers(1, 5)
share = st.floats(0, 1, allow_nan=False)
amounts = st.builds(Money, st.integers(0, 1_000_000))
prices = st.builds(Money, st.integers(50, 1_000_000))
spans = st.timedeltas(timedelta(0), timedelta(days=400))
moments = spans.map(lambda span: NOW + span)
zones = st.sampled_from(ZONES)
days = st.dates(min_value=datetime(2024, 1, 1, tzinfo=UTC).date(), max_value=datetime(2028, 12, 31, tzinfo=UTC).date())
scores = st.builds(
    Scores,
    overall=stars,
    goal_achievement=st.none() | stars,
    presence_quality=st.none() | stars,
    contract_adherence=st.none() | stars,
    communication=st.none() | stars,
)
votes = st.builds(Vote, scores, moments)
factors = st.builds(Factors, goal_match=share, reputation=share, fair_distribution=share, price_fit=share)
reputations = st.builds(
    ReputationStats,
    total_sessions=st.integers(0, 500),
    success_rate=st.floats(0, 100),
    average_rating=st.floats(0, 5),
    reputation_score=st.floats(0, 5),
)


@st.composite
def provider_histories(draw: Any) -> list[ProviderSnapshot]:
    """Builds the reports that the provider could send about one intent, oldest first; its states only go forward."""
    reports = [ProviderSnapshot(intent_id="pi_1", state=IntentState.WAITING)]
    if not draw(st.booleans()):
        end = draw(st.sampled_from([IntentState.FAILED, IntentState.CANCELLED]))
        return [*reports, ProviderSnapshot(intent_id="pi_1", state=end)]
    reports.append(ProviderSnapshot(intent_id="pi_1", state=IntentState.AUTHORIZED))
    if not draw(st.booleans()):
        return [*reports, ProviderSnapshot(intent_id="pi_1", state=IntentState.CANCELLED)]
    captured = Money(draw(st.integers(1, 1_500)))
    return [*reports, *draw(_after_capture(captured))]


@st.composite
def _after_capture(draw: Any, captured: Money) -> list[ProviderSnapshot]:
    refunded, disputed, dispute = Money(0), Money(0), DisputeState.NONE
    reports = []

    def report() -> None:
        reports.append(
            ProviderSnapshot(
                intent_id="pi_1",
                state=IntentState.CAPTURED,
                captured=captured,
                refunded=refunded,
                dispute=dispute,
                disputed=disputed,
            )
        )

    report()
    for _ in range(draw(st.integers(0, 3))):
        refunded += Money(draw(st.integers(0, (captured - refunded).minor)))
        report()
    if draw(st.booleans()) and refunded < captured:
        disputed, dispute = Money(draw(st.integers(1, (captured - refunded).minor))), DisputeState.OPEN
        report()
        if draw(st.booleans()):
            dispute = draw(st.sampled_from([DisputeState.WON, DisputeState.LOST]))
            report()
    return reports
