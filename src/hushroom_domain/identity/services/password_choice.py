"""The choice of a password: refuses those that guessers try first, wherever a password is set."""

from collections.abc import Iterable
from typing import Protocol

from attrs import frozen

from hushroom_domain.identity.policy import NEW_PASSWORD, common_form
from hushroom_domain.identity.ports import CommonPasswords
from hushroom_domain.identity.rules.context_words import leans_on_context
from hushroom_domain.shared.errors import FieldProblem, raise_for_fields

COMMON = "must not be one of the most common passwords"
CONTEXT = "must not be made of your name, your address or the name of this platform"


class PasswordOwner(Protocol):
    """A user, or the entries of a new account."""

    @property
    def email(self) -> str: ...
    @property
    def first_name(self) -> str | None: ...
    @property
    def last_name(self) -> str | None: ...
    @property
    def display_name(self) -> str | None: ...


@frozen
class PasswordChoice:
    """Judges a password beyond its length and its kinds of characters, which `NEW_PASSWORD` limits."""

    common: CommonPasswords

    def problem(self, password: str, about: Iterable[str | None], field: str = "password") -> FieldProblem | None:
        """Returns the problem of a password; None for a good one, and for one that breaks `NEW_PASSWORD` already.

        `about` holds the names and the address of its owner.
        """
        if NEW_PASSWORD.wrong(password) is not None:
            return None
        if self.common.knows(common_form(password)):
            return FieldProblem(field, COMMON)
        return FieldProblem(field, CONTEXT) if leans_on_context(password, about) else None

    def require_good(self, password: str, owner: PasswordOwner | None, field: str = "password") -> None:
        """Does nothing for a good password of this owner. Raises: ValidationFailed."""
        raise_for_fields(self.problem(password, words_about(owner), field))


def words_about(owner: PasswordOwner | None) -> tuple[str | None, ...]:
    """Returns the names and the address of a user or of a new account; nothing without one."""
    return (owner.email, owner.first_name, owner.last_name, owner.display_name) if owner else ()
