"""Contracts: frozen by the first acceptance, complete with the second."""

import itertools

import pytest

from hushroom_domain.companions.model import CompanionMode
from hushroom_domain.contracts.errors import ContractFrozen
from hushroom_domain.contracts.model import SessionType
from hushroom_domain.contracts.policy import RULE, RULES
from hushroom_domain.contracts.services.standard_templates import TEMPLATES
from hushroom_domain.shared.participants import ParticipantRole
from tests.support.builders import NOW, a_contract

LATER = NOW.replace(hour=23)


@pytest.mark.parametrize("order", list(itertools.permutations(ParticipantRole)))
def test_a_contract_is_accepted_when_the_second_party_accepts_whoever_that_is(
    order: tuple[ParticipantRole, ...],
) -> None:
    first = a_contract().accepted(order[0], NOW)
    assert (first.is_accepted, first.accepted_at) == (False, None)
    both = first.accepted(order[1], LATER)
    assert (both.is_accepted, both.accepted_at) == (True, LATER)


@pytest.mark.parametrize("role", ParticipantRole)
def test_accepting_again_changes_nothing_at_all(role: ParticipantRole) -> None:
    accepted = a_contract().accepted(role, NOW)
    assert accepted.accepted(role, LATER) is accepted


@pytest.mark.parametrize("role", ParticipantRole)
def test_terms_may_change_until_anyone_has_accepted(role: ParticipantRole) -> None:
    contract = a_contract().revised(LATER, mode=CompanionMode.STRICT)
    assert (contract.mode, contract.updated_at) == (CompanionMode.STRICT, LATER)
    with pytest.raises(ContractFrozen):
        contract.accepted(role, NOW).revised(LATER, mode=CompanionMode.FLEXIBLE)


def test_the_templates_cover_every_type_in_every_mode_once_and_keep_the_limits() -> None:
    assert {(text.session_type, text.mode) for text in TEMPLATES} == set(itertools.product(SessionType, CompanionMode))
    assert len({text.name for text in TEMPLATES}) == len(TEMPLATES) == 12
    for text in TEMPLATES:
        assert 0 < len(text.rules) <= RULES.max
        assert [RULE.wrong(rule) for rule in text.rules] == [None] * len(text.rules)
