"""What the local Stripe refuses, in the words and with the fields of Stripe's own error object."""

from typing import Any

from attrs import define, field

from hushroom_adapters.local.emulators.stripe.fields import Resource

BAD_REQUEST = 400
UNAUTHORIZED = 401
PAYMENT_REQUIRED = 402
FORBIDDEN = 403
NOT_FOUND = 404
CONFLICT = 409
SERVER_ERROR = 500

INVALID_REQUEST = "invalid_request_error"


@define(kw_only=True, eq=False)
class StripeError(Exception):
    """A refusal; `executed` says that the operation had begun, so the answer belongs to its idempotency key."""

    message: str
    status: int = BAD_REQUEST
    type: str = INVALID_REQUEST
    code: str | None = None
    param: str | None = None
    executed: bool = True
    more: Resource = field(factory=dict)  # fields that only some errors have

    @property
    def keeps_effects(self) -> bool:
        """A decline leaves a failed charge behind; every other refusal leaves no trace."""
        return self.type == "card_error"

    def body(self, request_id: str) -> Resource:
        error: dict[str, Any] = {"message": self.message, "type": self.type}
        if self.code:
            error |= {"code": self.code, "doc_url": _doc_url(self.code)}
        if self.param:
            error["param"] = self.param
        error["request_log_url"] = f"https://dashboard.stripe.com/test/logs/{request_id}"
        return {"error": error | self.more}


def _doc_url(code: str) -> str:
    return f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"


def invalid(message: str, param: str | None = None, code: str | None = None, **more: Any) -> StripeError:
    """The request makes sense as a form, but not for the objects as they are."""
    return StripeError(message=message, param=param, code=code, more=more)


def malformed(message: str, param: str | None = None, code: str | None = None) -> StripeError:
    """The parameters themselves are wrong: nothing was begun, so nothing is kept for the idempotency key."""
    return StripeError(message=message, param=param, code=code, executed=False)


def missing_param(name: str) -> StripeError:
    return malformed(f"Missing required param: {name}.", name, "parameter_missing")


def unknown_params(names: list[str]) -> StripeError:
    plural = "s" if len(names) > 1 else ""
    return malformed(f"Received unknown parameter{plural}: {', '.join(names)}", names[0], code="parameter_unknown")


def no_such(kind: str, name: str, param: str | None = None) -> StripeError:
    """404 when the id stands in the path, 400 when it stands in a parameter, as Stripe does."""
    status = NOT_FOUND if param in {None, "id"} else BAD_REQUEST
    return StripeError(message=f"No such {kind}: '{name}'", status=status, code="resource_missing", param=param or "id")


def no_access(account: str) -> StripeError:
    """Stripe does not say whether the account exists."""
    message = f"The provided key does not have access to account '{account}' (or that account does not exist)."
    return StripeError(message=message, status=FORBIDDEN, code="account_invalid", executed=False)


def unexpected_state(kind: str, verb: str, thing: Resource, allowed: str) -> StripeError:
    """The object's status does not allow that step; the object travels with the error."""
    words = {"payment_intent": "PaymentIntent", "setup_intent": "SetupIntent"}[kind]
    message = (
        f"This {words} could not be {verb} because it has a status of {thing['status']}. "
        f"Only a {words} with one of the following statuses may be {verb}: {allowed}."
    )
    more = {kind: thing}
    return StripeError(message=message, code=f"{kind}_unexpected_state", more=more)


def unknown_url(method: str, path: str) -> StripeError:
    message = f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs."
    return StripeError(message=message, status=NOT_FOUND, executed=False)


def unauthorized(message: str) -> StripeError:
    return StripeError(message=message, status=UNAUTHORIZED, executed=False)


def idempotency(message: str) -> StripeError:
    return StripeError(message=message, type="idempotency_error", executed=False)


def key_in_use(key: str) -> StripeError:
    message = (
        "There is currently another in-progress request using this Idempotent Key (that probably means you "
        f"submitted twice, and the other request is still going through): {key}. Please try again later."
    )
    return StripeError(
        message=message,
        status=CONFLICT,
        type="idempotency_error",
        code="idempotency_key_in_use",
        executed=False,
    )


def server_error(status: int = SERVER_ERROR) -> StripeError:
    return StripeError(message="An unknown error occurred", status=status, type="api_error", executed=False)
