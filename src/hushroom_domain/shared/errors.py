"""Errors of the domain, in seven families by who must act next."""

from typing import ClassVar

from attrs import frozen


@frozen
class FieldProblem:
    """Names an invalid input field and the reason; `field` is a path in the request, such as `slots.0.startTime`."""

    field: str
    message: str


class DomainError(Exception):
    """Refuses a request. `code` is stable and dotted; `message` is for people and may be shown to them."""

    code: ClassVar[str] = "request.refused"
    message: ClassVar[str] = "Request refused"

    def __init__(self, message: str | None = None, *, problems: tuple[FieldProblem, ...] = ()) -> None:
        """Takes `message` in place of the message of the class, and the fields that caused the error."""
        super().__init__(message or self.message)
        self.problems = problems

    @property
    def text(self) -> str:
        """Returns the message."""
        return str(self.args[0])


class Unauthenticated(DomainError):
    """The request comes from an unknown user, who must sign in first."""

    code = "auth.required"
    message = "Authentication required"


class Forbidden(DomainError):
    """The user is known and lacks the right."""

    code = "request.forbidden"
    message = "You may not do this"


class NotFound(DomainError):
    """The entity does not exist, or is hidden from the user."""

    code = "request.not_found"
    message = "Not found"


class Conflict(DomainError):
    """The entity exists already."""

    code = "request.conflict"
    message = "It already exists"


class ValidationFailed(DomainError):
    """The input is malformed or outside of its limits; the caller must correct it. `problems` names the fields."""

    code = "request.invalid"
    message = "The request is not valid"


class RuleViolated(DomainError):
    """A rule of the domain forbids a valid request in the present state of the entity."""


class Unavailable(DomainError):
    """A service does not respond; the same request may succeed after `retry_after_seconds`."""

    code = "request.unavailable"
    message = "A service this needs is not available right now"

    def __init__(self, message: str | None = None, *, retry_after_seconds: int = 2) -> None:
        """Takes the seconds after which the client may repeat the request."""
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


def raise_for_fields(*problems: FieldProblem | None) -> None:
    """Refuses the problems that are not None, all in one error, if there is one. Raises: ValidationFailed."""
    found = tuple(problem for problem in problems if problem is not None)
    if found:
        raise ValidationFailed("; ".join(f"{problem.field}: {problem.message}" for problem in found), problems=found)
