"""Into which account an identity of a provider leads."""

from collections.abc import Iterator
from itertools import product

import pytest
from attrs import evolve

from hushroom_domain.identity.rules.provider_sign_ins import (
    AccountFacts,
    ProviderOutcome,
    may_unlink,
    outcome_of,
)

ACCOUNT = AccountFacts(is_enabled=True, is_mailbox_proved=True, is_admin=False, has_other_identity=False)


def accounts() -> Iterator[AccountFacts]:
    """Yields every combination of the facts."""
    for enabled, verified, admin, other in product((True, False), repeat=4):
        yield AccountFacts(is_enabled=enabled, is_mailbox_proved=verified, is_admin=admin, has_other_identity=other)


EVERY = [None, *accounts()]


def test_an_identity_leads_into_its_own_account_whoever_has_the_address() -> None:
    for owner, namesake, verified in product(accounts(), EVERY, (True, False)):
        outcome = outcome_of(is_verified=verified, owner=owner, namesake=namesake)
        assert outcome is (ProviderOutcome.SIGN_IN if owner.is_enabled else ProviderOutcome.REFUSE)


@pytest.mark.parametrize("verified", [True, False])
def test_an_unknown_identity_with_a_free_address_becomes_an_account(*, verified: bool) -> None:
    assert outcome_of(is_verified=verified, owner=None, namesake=None) is ProviderOutcome.REGISTER


def test_an_address_that_both_sides_have_verified_leads_into_its_account() -> None:
    assert outcome_of(is_verified=True, owner=None, namesake=ACCOUNT) is ProviderOutcome.LINK


@pytest.mark.parametrize("change", ["is_mailbox_proved", "is_admin", "has_other_identity"])
def test_any_doubt_has_the_account_proved_first(change: str) -> None:
    doubtful = evolve(ACCOUNT, **{change: not getattr(ACCOUNT, change)})
    assert outcome_of(is_verified=True, owner=None, namesake=doubtful) is ProviderOutcome.PROVE_ACCOUNT
    assert outcome_of(is_verified=False, owner=None, namesake=ACCOUNT) is ProviderOutcome.PROVE_ACCOUNT


def test_nothing_but_two_verified_addresses_leads_into_an_account_without_a_proof() -> None:
    linked = [
        (verified, namesake)
        for verified, namesake in product((True, False), EVERY)
        if outcome_of(is_verified=verified, owner=None, namesake=namesake) is ProviderOutcome.LINK
    ]
    assert linked == [(True, ACCOUNT)]


def test_a_closed_account_is_neither_entered_nor_made_anew() -> None:
    for verified, namesake in product((True, False), accounts()):
        if not namesake.is_enabled:
            assert outcome_of(is_verified=verified, owner=None, namesake=namesake) is ProviderOutcome.REFUSE


@pytest.mark.parametrize(("identities", "others", "may"), [(1, 0, False), (1, 1, True), (2, 0, True), (2, 1, True)])
def test_the_last_credential_stays(identities: int, others: int, *, may: bool) -> None:
    assert may_unlink(identities=identities, other_credentials=others) is may
