"""Estimates how hard a password is to guess, before it is set."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.policy import NAME, NEW_PASSWORD, TYPED_EMAIL, TYPED_PASSWORD, normal_password
from hushroom_domain.identity.ports import PasswordStrengths
from hushroom_domain.identity.rules.password_advice import PasswordStrength
from hushroom_domain.identity.services.password_choice import PasswordChoice, words_about
from hushroom_domain.shared.inputs import ValidatedInput


@frozen
class JudgedPassword:
    """The strength of a password, and the reason why it cannot be set; None if it can."""

    strength: PasswordStrength
    problem: str | None


@frozen
class EstimatePasswordStrength:
    """Returns the strength of a password and whether it can be set; stores nothing.

    Raises: ValidationFailed, Unavailable (too many estimates wait).
    """

    choice: PasswordChoice
    strengths: PasswordStrengths

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        """The password, and the names and the address of its owner as far as they are known."""

        password: Annotated[str, TYPED_PASSWORD] = field(repr=False)
        email: Annotated[str, TYPED_EMAIL] = ""
        first_name: Annotated[str | None, NAME] = None
        last_name: Annotated[str | None, NAME] = None
        display_name: Annotated[str | None, NAME] = None

    async def __call__(self, command: Command) -> JudgedPassword:
        about = words_about(command)
        problem = self.choice.problem(command.password, about)
        words = NEW_PASSWORD.wrong(command.password) or (problem.message if problem else None)
        strength = await self.strengths.estimate(
            normal_password(command.password), tuple(word for word in about if word)
        )
        return JudgedPassword(strength, words)
