"""The step of a sign-in in which a person sets up the second factor that they must have."""

from litestar import Response

from hushroom_domain.identity.services.totp_enrolment import TotpEnrolment
from hushroom_domain.identity.use_cases.begin_enrolment import BeginEnrolment
from hushroom_http.pages.forms import Form
from hushroom_http.pages.identity.enrolment import FIRST_CODE, enrolment_facts, shown_once
from hushroom_http.pages.resent_forms import ResentForm
from hushroom_http.pages.visits import show_to_stranger
from hushroom_http.server.request import WebRequest

ENROL = "/login/enrol"
ENROL_PAGE = "identity/enrol_before_login.html"


async def begin_enrolment(
    request: WebRequest, challenge: str, following: str, again: ResentForm | None, form: Form = FIRST_CODE
) -> Response[bytes]:
    """Returns a new key for an authenticator app, and the form of its first code. Raises: ChallengeEnded."""
    begun = await request.application.identity.begin_enrolment(BeginEnrolment.Command(challenge))
    return enrolment_page(request, begun, challenge, following, again, form)


def enrolment_page(
    request: WebRequest,
    begun: TotpEnrolment,
    challenge: str,
    following: str,
    again: ResentForm | None,
    form: Form,
) -> Response[bytes]:
    """Returns the key for an authenticator app, and the form of its first code, which has problems or none."""
    status = 422 if form.problems else 200
    facts = {"challenge": challenge, "next": following, "again": again, **enrolment_facts(begun)}
    return shown_once(show_to_stranger(request, ENROL_PAGE, form=form, status=status, **facts))
