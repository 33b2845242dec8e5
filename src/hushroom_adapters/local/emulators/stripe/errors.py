"""The refusals of the local Stripe, with the messages and fields of Stripe's own error object."""

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
    """A refusal; `executed` says that the operation had begun, so the response is kept for its idempotency key."""

    message: str
    status: int = BAD_REQUEST
    type: str = INVALID_REQUEST
    code: str | None = None
    param: str | None = None
    executed: bool = True
    more: Resource = field(factory=dict)  # fields that only some errors have

    @property
    def keeps_effects(self) -> bool:
        """Returns whether the refusal keeps its effects: a decline leaves a failed charge."""
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
    """Returns the refusal of a well-formed request that the present state of the objects does not allow."""
    return StripeError(message=message, param=param, code=code, more=more)


def malformed(message: str, param: str | None = None, code: str | None = None) -> StripeError:
    """Returns the refusal of wrong parameters: no operation began, so the idempotency key keeps no response."""
    return StripeError(message=message, param=param, code=code, executed=False)


def missing_param(name: str) -> StripeError:
    return malformed(f"Missing required param: {name}.", name, "parameter_missing")


def unknown_params(names: list[str]) -> StripeError:
    plural = "s" if len(names) > 1 else ""
    return malformed(f"Received unknown parameter{plural}: {', '.join(names)}", names[0], code="parameter_unknown")


def no_such(kind: str, name: str, param: str | None = None) -> StripeError:
    """Returns 404 for an id in the path and 400 for an id in a parameter, as Stripe does."""
    status = NOT_FOUND if param in {None, "id"} else BAD_REQUEST
    return StripeError(message=f"No such {kind}: '{name}'", status=status, code="resource_missing", param=param or "id")


def no_access(account: str) -> StripeError:
    """Returns the refusal of an unknown or foreign account; Stripe does not tell these apart."""
    message = f"The provided key does not have access to account '{account}' (or that account does not exist)."
    return StripeError(message=message, status=FORBIDDEN, code="account_invalid", executed=False)


def unexpected_state(kind: str, verb: str, thing: Resource, allowed: str) -> StripeError:
    """Returns the refusal of a step that the object's status does not allow; it carries the object."""
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
