"""Refusals: what the domain declines to do, in seven families that say who must act next."""

from typing import ClassVar

from attrs import frozen


@frozen
class FieldProblem:
    """One thing wrong with one input field; `field` is its path in the request, such as `slots.0.startTime`."""

    field: str
    message: str


class DomainError(Exception):
    """A refused request. `code` is stable and dotted; `message` is for people and may be shown to them."""

    code: ClassVar[str] = "request.refused"
    message: ClassVar[str] = "Request refused"

    def __init__(self, message: str | None = None, *, problems: tuple[FieldProblem, ...] = ()) -> None:
        """Say `message` instead of the class's own words, with the fields that caused it."""
        super().__init__(message or self.message)
        self.problems = problems

    @property
    def text(self) -> str:
        """The words of this refusal."""
        return str(self.args[0])


class Unauthenticated(DomainError):
    """Nobody knows who asks: sign in first."""

    code = "auth.required"
    message = "Authentication required"


class Forbidden(DomainError):
    """The asker is known and may not."""

    code = "request.forbidden"
    message = "You may not do this"


class NotFound(DomainError):
    """There is no such thing, or none that the asker may know of."""

    code = "request.not_found"
    message = "Not found"


class Conflict(DomainError):
    """It already exists."""

    code = "request.conflict"
    message = "It already exists"


class ValidationFailed(DomainError):
    """The input is malformed or outside of its limits: the caller corrects it. `problems` names the fields."""

    code = "request.invalid"
    message = "The request is not valid"


class RuleViolated(DomainError):
    """A rule of the domain forbids a well-formed request in the present state of things."""


class Unavailable(DomainError):
    """Something this needs does not answer; the same request may succeed after `retry_after_seconds`."""

    code = "request.unavailable"
    message = "A service this needs is not available right now"

    def __init__(self, message: str | None = None, *, retry_after_seconds: int = 2) -> None:
        """Ask the client to come back in `retry_after_seconds`."""
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


def raise_for_fields(*problems: FieldProblem | None) -> None:
    """Raises `ValidationFailed` with all the problems that are not None, if there is one."""
    found = tuple(problem for problem in problems if problem is not None)
    if found:
        raise ValidationFailed("; ".join(f"{problem.field}: {problem.message}" for problem in found), problems=found)
