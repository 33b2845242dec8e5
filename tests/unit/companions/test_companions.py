"""The transitions of a companion's application, written a second time by hand, and the fields of a profile."""

import itertools

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.companions.errors import NotPending
from hushroom_domain.companions.events import CompanionApproved, CompanionReactivated, CompanionSuspended
from hushroom_domain.companions.policy import BASE_RATE, clean_tags
from hushroom_domain.companions.state_machine import TRANSITIONS, CompanionAction, CompanionActor, CompanionStatus
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.state_machine import IllegalTransition, TransitionNotAllowed
from hushroom_domain.shared.text import fold
from tests.support.builders import NOW, a_companion, an_id

LEGAL = {
    (CompanionAction.APPROVE, CompanionStatus.PENDING_REVIEW, CompanionActor.ADMIN): CompanionStatus.APPROVED,
    (CompanionAction.SUSPEND, CompanionStatus.PENDING_REVIEW, CompanionActor.ADMIN): CompanionStatus.SUSPENDED,
    (CompanionAction.SUSPEND, CompanionStatus.PENDING_REVIEW, CompanionActor.SYSTEM): CompanionStatus.SUSPENDED,
    (CompanionAction.SUSPEND, CompanionStatus.APPROVED, CompanionActor.ADMIN): CompanionStatus.SUSPENDED,
    (CompanionAction.SUSPEND, CompanionStatus.APPROVED, CompanionActor.SYSTEM): CompanionStatus.SUSPENDED,
    (CompanionAction.REACTIVATE, CompanionStatus.SUSPENDED, CompanionActor.ADMIN): CompanionStatus.APPROVED,
    (CompanionAction.REOPEN, CompanionStatus.SUSPENDED, CompanionActor.ADMIN): CompanionStatus.PENDING_REVIEW,
}

Step = tuple[CompanionAction, CompanionStatus, CompanionActor]


@pytest.mark.parametrize("step", list(itertools.product(CompanionAction, CompanionStatus, CompanionActor)))
def test_every_step_is_legal_or_refused_for_the_right_reason(step: Step) -> None:
    action, status, actor = step
    if step in LEGAL:
        assert TRANSITIONS.next(action, status, actor) is LEGAL[step]
        return
    others_may = any((action, status, other) in LEGAL for other in CompanionActor)
    with pytest.raises(TransitionNotAllowed if others_may else IllegalTransition):
        TRANSITIONS.next(action, status, actor)


def test_an_approval_is_announced() -> None:
    companion = a_companion(status=CompanionStatus.PENDING_REVIEW)
    change = companion.approved(NOW)
    assert change.entity.is_approved
    assert change.events == (CompanionApproved(companion.id, companion.user_id),)


@pytest.mark.parametrize("status", [CompanionStatus.APPROVED, CompanionStatus.SUSPENDED])
def test_only_what_is_pending_is_approved(status: CompanionStatus) -> None:
    with pytest.raises(NotPending):
        a_companion(status=status).approved(NOW)


def test_a_suspended_companion_goes_offline() -> None:
    companion, request_id = a_companion(is_online=True), an_id()
    change = companion.suspended(CompanionActor.SYSTEM, request_id=request_id, now=NOW)
    assert (change.entity.status, change.entity.is_online) == (CompanionStatus.SUSPENDED, False)
    assert change.events == (CompanionSuspended(companion.id, companion.user_id, request_id),)


@pytest.mark.parametrize("status", [CompanionStatus.PENDING_REVIEW, CompanionStatus.APPROVED])
@pytest.mark.parametrize("actor", CompanionActor)
def test_the_end_of_a_suspension_leads_back_to_the_status_before_it(
    status: CompanionStatus, actor: CompanionActor
) -> None:
    before, request_id = a_companion(status=status, is_online=True), an_id()
    suspended = before.suspended(actor, request_id=an_id(), now=NOW).entity
    change = suspended.reactivated(request_id=request_id, now=NOW)
    assert change.entity == evolve(before, is_online=False, updated_at=NOW)
    assert change.events == (CompanionReactivated(before.id, before.user_id, request_id),)


def test_a_suspension_of_an_earlier_release_ends_in_an_approved_profile() -> None:
    companion = a_companion(status=CompanionStatus.SUSPENDED, suspended_from=None)
    assert companion.reactivated(request_id=an_id(), now=NOW).entity.is_approved


@pytest.mark.parametrize(("minor", "is_good"), [(0, False), (1, True), (1_000_00, True), (1_000_01, False)])
def test_a_rate_is_more_than_nothing_and_at_most_a_thousand(minor: int, is_good: bool) -> None:
    assert (BASE_RATE.wrong(Money(minor)) is None) is is_good


@given(st.lists(st.text(alphabet="aA báß\u0301\t", max_size=4)))
def test_tags_are_trimmed_and_none_comes_twice(tags: list[str]) -> None:
    clean = clean_tags(tuple(tags))
    assert clean_tags(clean) == clean
    folded = [fold(tag) for tag in clean]
    assert len(set(folded)) == len(folded)
    assert set(folded) == {fold(tag.strip()) for tag in tags if tag.strip()}
