"""The enrolment of an authenticator app on a page: the facts of its macro, and the form of the first code."""

from typing import Any

from attrs import evolve
from litestar import Response
from markupsafe import Markup

from hushroom_domain.identity.services.totp_enrolment import TotpEnrolment
from hushroom_domain.shared.errors import DomainError, FieldProblem
from hushroom_http.pages.forms import Form
from hushroom_http.pages.identity.forms import FACTOR_FIELD, SECOND_STEP
from hushroom_http.pages.translations import N_

SECRET_FIELD = "totpSecret"  # noqa: S105 - the name of a field
FIRST_CODE = Form(
    tuple(evolve(one, hint=N_("The six digits that your authenticator app shows now")) for one in SECOND_STEP.fields)
)
"""The code that confirms an app."""


def enrolment_facts(begun: TotpEnrolment) -> dict[str, Any]:
    """Returns the facts of the macro `confirm` of `identity/enrolment.html`."""
    return {"begun": begun, "picture": Markup(begun.picture)}  # noqa: S704 - written by our own adapter


def wrong_first_code(refusal: DomainError) -> Form:
    """Returns the empty form of the first code with the reason of a refusal at its field."""
    text = refusal.problems[0].message if refusal.problems else refusal.text
    return evolve(FIRST_CODE, problems=(FieldProblem(FACTOR_FIELD, text),))


def shown_once(answer: Response[bytes]) -> Response[bytes]:
    """Returns a page with secrets, which no browser keeps."""
    answer.headers["Cache-Control"] = "no-store"
    return answer
