"""The classification of Stripe's error answers, for every call alike."""

from typing import Any

import pytest
import stripe
from stripe import StripeError

from hushroom_adapters.stripe.outcomes import ErrorClass, domain_error_of, error_class_of
from hushroom_domain.payments.errors import ObjectMissing, ProviderUnavailable, RequestRefused

NO_ACCESS = "The provided key 'sk_test_abc' does not have access to account 'acct_1'."
REFUSALS = {
    ErrorClass.PASSING: ProviderUnavailable,
    ErrorClass.REFUSED: RequestRefused,
    ErrorClass.MISSING: ObjectMissing,
}


def an_error(status: int, **about: Any) -> StripeError:
    """Returns the exception that the official library makes of an answer."""
    requestor: Any = stripe.StripeClient("sk_test_x")._requestor
    body = {"error": {"message": "No.", "type": "invalid_request_error", **about}}
    found: StripeError = requestor.specific_v1_api_error("{}", status, body, {}, body["error"])
    return found


@pytest.mark.parametrize(
    ("status", "about", "answer"),
    [
        (403, {"code": "account_invalid", "message": NO_ACCESS}, ErrorClass.MISSING),
        (404, {"code": "resource_missing", "message": "No such payment_intent: 'pi_1'"}, ErrorClass.MISSING),
        (404, {"code": "resource_missing", "message": "No such charge: 'ch_1'"}, ErrorClass.MISSING),
        (
            400,
            {"code": "resource_missing", "param": "account", "message": "No such account: 'acct_1'"},
            ErrorClass.MISSING,
        ),
        (
            404,
            {"code": "resource_missing", "message": "No such charge: 'ch_1'; a similar object exists in test mode"},
            ErrorClass.PASSING,
        ),
        (403, {"message": "The key does not have the required permissions"}, ErrorClass.PASSING),
        (401, {"message": "Invalid API Key provided"}, ErrorClass.PASSING),
        (429, {"code": "rate_limit"}, ErrorClass.PASSING),
        (409, {"code": "idempotency_key_in_use", "type": "idempotency_error"}, ErrorClass.PASSING),
        (500, {"type": "api_error"}, ErrorClass.PASSING),
        (503, {"type": "api_error"}, ErrorClass.PASSING),
        (400, {"code": "parameter_invalid_integer", "param": "amount"}, ErrorClass.REFUSED),
        (400, {"code": "amount_too_small"}, ErrorClass.REFUSED),
        (400, {"type": "idempotency_error"}, ErrorClass.REFUSED),
        (402, {"code": "card_declined", "type": "card_error"}, ErrorClass.REFUSED),
    ],
)
def test_an_answer_is_passing_refused_or_the_end_of_its_object(
    status: int, about: dict[str, Any], answer: ErrorClass
) -> None:
    error = an_error(status, **about)
    assert error_class_of(error) is answer
    assert type(domain_error_of(error)) is REFUSALS[answer]


def test_no_client_reads_which_key_has_lost_an_account() -> None:
    assert "sk_test" not in domain_error_of(an_error(403, code="account_invalid", message=NO_ACCESS)).text
