"""Laws of the verification of an identity."""

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.identity.model import IdentityVerification, ReportedState, VerificationFailure, VerificationReport
from hushroom_domain.identity.policy import VERIFIED_FOR
from hushroom_domain.identity.state_machine import VERIFICATION_TRANSITIONS, VerificationActor, VerificationStatus
from hushroom_domain.shared.state_machine import IllegalTransition
from tests.support.builders import NOW, an_id

S = VerificationStatus
SESSIONS = st.sampled_from(["vs_own", "vs_other"])
REPORTS = st.builds(
    VerificationReport,
    session_id=SESSIONS,
    state=st.sampled_from(ReportedState),
    failure=st.sampled_from([None, *VerificationFailure]),
)


def a_pending() -> IdentityVerification:
    return IdentityVerification(user_id=an_id(), updated_at=NOW).begun(NOW).opened("vs_own", NOW)


def after(reports: list[VerificationReport]) -> IdentityVerification:
    verification = a_pending()
    for report in reports:
        verification = verification.reported(report, NOW)
    return verification


@given(st.lists(REPORTS, max_size=8))
def test_only_a_report_of_its_own_session_verifies(reports: list[VerificationReport]) -> None:
    verification = after(reports)
    told = [one for one in reports if one.session_id == "vs_own"]
    assert verification.is_valid(NOW) <= any(one.state is ReportedState.VERIFIED for one in told)
    assert (verification.verified_at is not None) == (verification.status is S.VERIFIED)
    assert (verification.failure is not None) == (verification.status is S.FAILED)


@given(st.lists(REPORTS, max_size=5))
def test_a_late_report_downgrades_nothing(reports: list[VerificationReport]) -> None:
    verified = after([VerificationReport(session_id="vs_own", state=ReportedState.VERIFIED)])
    later = verified
    for report in reports:
        later = later.reported(report, NOW + timedelta(hours=1))
    assert later == verified


@given(st.lists(REPORTS, max_size=5), REPORTS)
def test_a_report_said_twice_says_it_once(reports: list[VerificationReport], report: VerificationReport) -> None:
    once = after([*reports, report])
    assert once.reported(report, NOW) == once


def test_a_verification_counts_for_two_years() -> None:
    verified = after([VerificationReport(session_id="vs_own", state=ReportedState.VERIFIED)])
    assert verified.is_valid(NOW + VERIFIED_FOR - timedelta(milliseconds=1))
    assert not verified.is_valid(NOW + VERIFIED_FOR)
    assert verified.expired(NOW + VERIFIED_FOR).begun(NOW + VERIFIED_FOR).attempt == 2


@pytest.mark.parametrize("status", [S.PENDING, S.VERIFIED])
def test_what_is_open_or_verified_is_not_begun_again(status: VerificationStatus) -> None:
    with pytest.raises(IllegalTransition):
        evolve(a_pending(), status=status).begun(NOW)


def test_nobody_verifies_themselves() -> None:
    into = [row for row in VERIFICATION_TRANSITIONS.transitions.values() if row.target is S.VERIFIED]
    assert {actor for row in into for actor in row.actors} == {VerificationActor.PROVIDER}
