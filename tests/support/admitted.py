"""Sign-ins of users without a second factor."""

from typing import TypeVar

from hushroom_domain.identity.services.sign_in_gate import FactorDemand

SignedIn = TypeVar("SignedIn")


def admitted(answer: SignedIn | FactorDemand) -> SignedIn:
    """Returns the sign-in, and fails the test when a second factor is asked for instead."""
    assert not isinstance(answer, FactorDemand), "a second factor is asked for"
    return answer
