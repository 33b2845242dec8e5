"""Classifies Stripe's errors: temporary, refused, or about an object that is gone."""

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


class ErrorClass(Enum):
    """The expected result of the same request made later."""

    PASSING = "passing"  # may succeed: an outage, or a fault that an operator must mend
    REFUSED = "refused"  # is refused again, because of the request itself
    MISSING = "missing"  # is refused for ever: the object is gone or denies access


PASSING = (APIConnectionError, APIError, RateLimitError, AuthenticationError, PermissionError)
"""The errors that do not depend on the request. A 409 (the key is in use) and a 5xx are an `APIError`; a secret key
may be wrong, withdrawn or without a permission."""
NO_SUCH = "resource_missing"
GONE = frozenset({"account_invalid", NO_SUCH})
"""The codes of a 403 for an account that is deleted or denies access, and of a 404, or of a 400 for an id in a
parameter."""
OTHER_MODE = "a similar object exists in"
"""Part of Stripe's message when key and object belong to different modes, test and live."""


def error_class_of(error: StripeError) -> ErrorClass:
    """Returns the class of an error."""
    if code_of(error) in GONE:
        return ErrorClass.PASSING if OTHER_MODE in (error.user_message or "") else ErrorClass.MISSING
    return ErrorClass.PASSING if isinstance(error, PASSING) else ErrorClass.REFUSED


def code_of(error: StripeError) -> str | None:
    """Returns Stripe's code of an error, which the library copies to some of its exceptions only."""
    return error.code or getattr(error.error, "code", None)


def domain_error_of(error: StripeError) -> DomainError:
    """Returns the error of the domain for an error of Stripe."""
    match error_class_of(error):
        case ErrorClass.PASSING:
            return ProviderUnavailable()
        case ErrorClass.MISSING:
            # For an account, Stripe's message names our key, which clients must not see.
            return ObjectMissing(error.user_message if code_of(error) == NO_SUCH else None)
        case ErrorClass.REFUSED:
            return RequestRefused(error.user_message)
