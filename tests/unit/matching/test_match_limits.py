"""Properties of the rules that limit a seeker's further matches."""

from datetime import timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.matching.errors import TooManyUnpaid
from hushroom_domain.matching.services.eligibility import refuse_crowding
from hushroom_domain.sessions.errors import SessionsOverlap
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionStatus
from tests.support.builders import NOW, a_companion, a_session

starts = st.none() | st.integers(-600, 600)
lengths = st.integers(15, 120)
SEATED = [
    SessionStatus.MATCHED,
    SessionStatus.PAYMENT_AUTHORIZED,
    SessionStatus.READY,
    SessionStatus.IN_PROGRESS,
    SessionStatus.PAUSED,
]


def appointed(start: int | None, minutes: int) -> Session:
    at = None if start is None else NOW + timedelta(minutes=start)
    return a_session(scheduled_at=at, planned_minutes=minutes).matched(a_companion(), NOW).entity


seated = st.lists(
    st.builds(lambda start, minutes, status: evolve(appointed(start, minutes), status=status),
              starts, lengths, st.sampled_from(SEATED)), max_size=6)  # fmt: skip


def refusal(session: Session, others: list[Session]) -> type[TooManyUnpaid | SessionsOverlap] | None:
    try:
        refuse_crowding(session, others)
    except (TooManyUnpaid, SessionsOverlap) as refused:
        return type(refused)
    return None


def minutes_of(session: Session) -> set[int]:
    """Returns the future minutes in which a scheduled session takes place."""
    if session.scheduled_at is None:
        return set()
    start = max(0, (session.scheduled_at - NOW) // timedelta(minutes=1))
    return set(range(start, start + session.planned_minutes))


@given(starts, lengths, seated)
def test_a_match_is_refused_for_three_unpaid_ones_or_a_shared_minute_and_else_never(
    start: int | None, minutes: int, others: list[Session]
) -> None:
    session = appointed(start, minutes)
    if sum(other.status is SessionStatus.MATCHED for other in others) >= 3:
        assert refusal(session, others) is TooManyUnpaid
    elif any(minutes_of(session) & minutes_of(other) for other in others):
        assert refusal(session, others) is SessionsOverlap
    else:
        assert refusal(session, others) is None


@given(lengths, seated)
def test_a_session_without_a_time_overlaps_nothing(minutes: int, others: list[Session]) -> None:
    assert refusal(appointed(None, minutes), others) is not SessionsOverlap


@given(st.integers(0, 600), lengths, st.integers(0, 600), lengths)
def test_overlapping_is_mutual(one: int, length: int, other: int, other_length: int) -> None:
    first, second = appointed(one, length), evolve(appointed(other, other_length), status=SessionStatus.READY)
    assert refusal(first, [second]) == refusal(evolve(second), [evolve(first, status=SessionStatus.READY)])
