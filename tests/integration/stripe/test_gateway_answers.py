"""The classification of Stripe's error answers, for every call alike."""

from typing import Any

import pytest
import stripe
from stripe import StripeError

from hushroom_adapters.stripe.outcomes import Answer, answer_of, refusal_of
from hushroom_domain.payments.errors import ObjectMissing, ProviderUnavailable, RequestRefused

NO_ACCESS = "The provided key 'sk_test_abc' does not have access to account 'acct_1'."
REFUSALS = {Answer.PASSING: ProviderUnavailable, Answer.REFUSED: RequestRefused, Answer.MISSING: ObjectMissing}


def an_error(status: int, **about: Any) -> StripeError:
    """The exception that the official library makes of an answer."""
    requestor = stripe.StripeClient("sk_test_x")._requestor
    body = {"error": {"message": "No.", "type": "invalid_request_error", **about}}
    found: StripeError = requestor.specific_v1_api_error("{}", status, body, {}, body["error"])
    return found


@pytest.mark.parametrize(
    ("status", "about", "answer"),
    [
        (403, {"code": "account_invalid", "message": NO_ACCESS}, Answer.MISSING),
        (404, {"code": "resource_missing", "message": "No such payment_intent: 'pi_1'"}, Answer.MISSING),
        (404, {"code": "resource_missing", "message": "No such charge: 'ch_1'"}, Answer.MISSING),
        (400, {"code": "resource_missing", "param": "account", "message": "No such account: 'acct_1'"}, Answer.MISSING),
        (
            404,
            {"code": "resource_missing", "message": "No such charge: 'ch_1'; a similar object exists in test mode"},
            Answer.PASSING,
        ),
        (403, {"message": "The key does not have the required permissions"}, Answer.PASSING),
        (401, {"message": "Invalid API Key provided"}, Answer.PASSING),
        (429, {"code": "rate_limit"}, Answer.PASSING),
        (409, {"code": "idempotency_key_in_use", "type": "idempotency_error"}, Answer.PASSING),
        (500, {"type": "api_error"}, Answer.PASSING),
        (503, {"type": "api_error"}, Answer.PASSING),
        (400, {"code": "parameter_invalid_integer", "param": "amount"}, Answer.REFUSED),
        (400, {"code": "amount_too_small"}, Answer.REFUSED),
        (400, {"type": "idempotency_error"}, Answer.REFUSED),
        (402, {"code": "card_declined", "type": "card_error"}, Answer.REFUSED),
    ],
)
def test_an_answer_is_passing_refused_or_the_end_of_its_object(
    status: int, about: dict[str, Any], answer: Answer
) -> None:
    error = an_error(status, **about)
    assert answer_of(error) is answer
    assert type(refusal_of(error)) is REFUSALS[answer]


def test_no_client_reads_which_key_has_lost_an_account() -> None:
    assert "sk_test" not in refusal_of(an_error(403, code="account_invalid", message=NO_ACCESS)).text
