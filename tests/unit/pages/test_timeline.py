"""The timeline of a session: its events and the drift that was noticed, oldest first."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.drift.model import DriftLog
from hushroom_domain.sessions import policy
from hushroom_domain.sessions.queries import SessionSummary
from hushroom_http.pages.sessions.timeline import FLAGGED, MILESTONES, timeline_of
from tests.support.builders import NOW, a_drift_log, a_milestone, a_session

minutes = st.integers(0, 200).map(lambda count: NOW + timedelta(minutes=count))
percents = st.sampled_from([*policy.MILESTONES, 90])  # another release may have noted 90
logs = st.one_of(
    st.builds(lambda at: a_drift_log(timestamp=at), minutes),
    # Another release may have noted 90 percent.
    st.builds(
        lambda at, percent: a_milestone(percent, timestamp=at), minutes, st.sampled_from([*policy.MILESTONES, 90])
    ),
)


@given(st.lists(logs, max_size=20), minutes)
def test_every_drift_has_its_place_in_the_order_of_time(noticed: list[DriftLog], started: object) -> None:
    session = a_session(started_at=started)
    entries = timeline_of(SessionSummary(session=session, participants=()), None, noticed)
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    marks = [entry for entry in entries if entry.is_drift]
    assert sorted(entry.at for entry in marks) == sorted(log.timestamp for log in noticed)
    assert all(bool(entry.written) == (entry.words == FLAGGED) for entry in marks)


def test_the_clock_has_words_for_each_of_its_marks() -> None:
    assert set(MILESTONES) == set(policy.MILESTONES.values())
