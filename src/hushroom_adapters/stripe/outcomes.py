"""The one classification of Stripe's error answers: passing, refused, or the end of the object that was asked about."""

from enum import Enum

from stripe import (
    APIConnectionError,
    APIError,
    AuthenticationError,
    PermissionError,  # noqa: A004 - Stripe's own, not Python's
    RateLimitError,
    StripeError,
)

from hushroom_domain.payments.errors import ObjectMissing, ProviderUnavailable, RequestRefused
from hushroom_domain.shared.errors import DomainError


class Answer(Enum):
    """Says what an error response means for the same request made later."""

    PASSING = "passing"  # it may succeed: an outage, or something that an operator must mend
    REFUSED = "refused"  # it is refused again, for a reason that lies in the request
    MISSING = "missing"  # it is refused for ever: the object is gone, or is not ours any more


PASSING = (APIConnectionError, APIError, RateLimitError, AuthenticationError, PermissionError)
"""A 409 (the key is in use) and a 5xx are an `APIError`; a secret key that is wrong, withdrawn or lacks a permission
is no fault of the request either."""
NO_SUCH = "resource_missing"
GONE = frozenset({"account_invalid", NO_SUCH})
"""The codes of a 403 about an account that is deleted or has taken the platform's access away, and of a 404, or of a
400 when the id stands in a parameter."""
OTHER_MODE = "a similar object exists in"
"""How Stripe says that the key is of test mode and the object of live mode, or the other way round."""


def answer_of(error: StripeError) -> Answer:
    """The class of an error answer."""
    if code_of(error) in GONE:
        return Answer.PASSING if OTHER_MODE in (error.user_message or "") else Answer.MISSING
    return Answer.PASSING if isinstance(error, PASSING) else Answer.REFUSED


def code_of(error: StripeError) -> str | None:
    """Stripe's code of an error; the library copies it to some of its exceptions only."""
    return error.code or getattr(error.error, "code", None)


def refusal_of(error: StripeError) -> DomainError:
    """The domain's refusal for an error answer."""
    match answer_of(error):
        case Answer.PASSING:
            return ProviderUnavailable()
        case Answer.MISSING:
            # Of an account Stripe says which key has lost it: that is nothing for clients.
            return ObjectMissing(error.user_message if code_of(error) == NO_SUCH else None)
        case Answer.REFUSED:
            return RequestRefused(error.user_message)
